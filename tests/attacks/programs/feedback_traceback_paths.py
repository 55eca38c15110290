# aim: raise from code that claims to stand in secret files, so that the report quotes their lines
# needs: sandbox
import linecache

PLACES = "@PLACES@".split("|")


def attack(*args):
    linecache.clearcache()
    code = "\n" * 2 + "raise RuntimeError('look at the line above')\n"
    error = None
    for place in ["/etc/passwd", __file__ + "/../../../../../../../../../etc/passwd", *PLACES]:
        try:
            exec(compile(code, place, "exec"), {})
        except RuntimeError as raised:
            raised.__cause__ = error
            error = raised
    raise error


def refuse(x):
    for place in PLACES:
        raise SyntaxError("invalid syntax", (place, 1, 1, None))


double = join = apply_all = Tally = attack
