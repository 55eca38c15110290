# aim: make the source itself costly: a program of nested code that is compiled when it is called
def attack(*args):
    for text in ("(" * 90 + "1" + ")" * 90, "-" * 50_000 + "1", "[" * 199 + "]" * 199, "x=" * 30_000 + "1", "if 1:\n " * 90 + "pass"):
        try:
            compile(text, "racecourse_attack", "exec")
        except (SyntaxError, MemoryError, RecursionError):
            pass
    compile("a" + "+a" * 3_000_000, "racecourse_attack", "eval")
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
