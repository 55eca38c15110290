# aim: raise exceptions with ten thousand causes, causes in a circle, deep groups, and a recursion with long names
NAME = "f" * 2000


def double(x):
    error = RuntimeError("first")
    for number in range(10_000):
        try:
            raise RuntimeError(number) from error
        except RuntimeError as next_one:
            error = next_one
    raise error


def join(parts):
    one, two = KeyError("a"), KeyError("b")
    one.__cause__, two.__cause__ = two, one
    one.__notes__ = ["note " * 10_000] * 100
    raise one


def apply_all(func, items):
    group = ValueError("leaf")
    for _ in range(3000):
        group = ExceptionGroup("deep " * 100, [group, group])
    raise group


exec(f"def {NAME}(x):\n    return {NAME}(x)\n")
refuse = Tally = globals()[NAME]
