# aim: raise built-in exceptions whose arguments break the constructor of whoever builds them again
def unfit():
    error = UnicodeDecodeError("utf-8", b"", 0, 1, "x")
    error.args = ("utf-8", b"", 10**300, 0, "x")
    return error


def double(x):
    raise unfit()


def join(parts):
    error = OSError()
    error.args = (10**300, "x" * 1000, "/etc/passwd", None, 10**300)
    raise error


def apply_all(func, items):
    error = SyntaxError()
    error.args = ("invalid", ("/etc/passwd", 10**300, -(10**300), None, 10**300, 5))
    error.print_file_and_line = 1
    raise error


def refuse(x):
    return [unfit()]


def other(x):
    error = ValueError()
    error.args = (UnicodeTranslateError("x", 0, 1, "y"), OverflowError(10**300))
    return error


def Tally():
    other(1)
    error = ImportError()
    error.args = ({},) * 1000
    raise error
