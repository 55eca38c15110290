# aim: return and raise text with lone surrogates, NUL, every control character and all of Unicode
ALL = "".join(map(chr, range(0x11000)))


def double(x):
    return "\ud800\udfff"


def join(parts):
    raise RuntimeError(ALL[:4000])


def apply_all(func, items):
    print(ALL.encode("utf-8", "surrogatepass").decode("utf-8", "replace"), flush=True)
    return ["\0", "\x7f\x80\x9b31m", "\ufffe\uffff", "\ufeff"]


def refuse(x):
    raise ValueError("\ud800 \0 \x1b]0;title\x07 \x00\x01\x02\ufffe") if x > 0 else KeyError(ALL)


Tally = double
