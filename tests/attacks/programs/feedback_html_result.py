# aim: bring HTML into the feedback as a result, as a key, as a name, in a line of source
TEXT = "<script>alert('racecourse_attack')</script>"


def double(x):
    return TEXT


def join(parts):
    return {TEXT: [TEXT, TEXT.encode()]}


def apply_all(func, items):
    raise AttributeError(TEXT, name=TEXT)  # <script>alert('racecourse_attack')</script>


def refuse(x):
    raise KeyError(TEXT)


class Tally:
    def __getattr__(self, name):
        raise AttributeError("<img src=x onerror=alert(1)>")
