# aim: return and raise instances whose type lies about its name, its order of bases and its instances
class Meta(type):
    def mro(cls):
        return [cls, ValueError, Exception, BaseException, object]

    def __instancecheck__(cls, instance):
        return True

    __name__ = property(lambda cls: "ValueError")

    def __eq__(cls, other):
        return True

    __hash__ = type.__hash__


class Odd(ValueError, metaclass=Meta):
    __module__ = "builtins"


def attack(*args):
    raise Odd(*args)


double = join = apply_all = refuse = Tally = attack
