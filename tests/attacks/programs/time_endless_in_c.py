# aim: loop in C code that holds the interpreter's lock, so that no other thread of the process can answer
import itertools
import re


def refuse(x):
    return re.match(r"(a+)+$", "a" * 60 + "b")


def Tally():
    return "0" in itertools.repeat("1")


def attack(*args):
    raise NotImplementedError("TODO")


double = join = apply_all = attack
