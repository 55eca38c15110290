# aim: exhaust the stack of the interpreter, then that of C
import sys


def attack(*args):
    sys.setrecursionlimit(10**9)

    class Deep:
        def __repr__(self):
            return repr(self)

        def __getattr__(self, name):
            return getattr(self, name)

    return repr(Deep()) + Deep().x


double = join = apply_all = refuse = Tally = attack
