# aim: raise exceptions whose __str__ hangs, whose __name__ is no text, whose args are a trap
class Trap:
    def __len__(self):
        return -1

    def __iter__(self):
        raise SystemExit(0)


class Meta(type):
    @property
    def __name__(cls):
        return Trap()


class Odd(Exception, metaclass=Meta):
    args = property(lambda self: Trap())
    __cause__ = __context__ = __traceback__ = property(lambda self: Trap())

    def __str__(self):
        raise SystemExit(0)


class Slow(ValueError):
    def __str__(self):
        while True:
            pass


def double(*args):
    raise Odd


def join(*args):
    raise Slow


apply_all = refuse = Tally = double
