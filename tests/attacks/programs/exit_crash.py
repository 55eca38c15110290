# aim: crash the interpreter itself (null pointer, abort), so that no Python clean-up runs
import ctypes
import os


def attack(*args):
    if os.getpid() % 2:
        ctypes.string_at(0)
    os.abort()


double = join = apply_all = refuse = Tally = attack
