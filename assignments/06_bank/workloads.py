"""Things to try your bank with. It is ours: read it, call it, but don't hand it in.

Standard library only.
"""

import random
import threading
import time

NANOSECOND = 1e-9


class Money(int):
    """An amount that calls a function of yours while it is added or taken away: who else is calculating just then?"""

    def __new__(cls, value, function):
        made = super().__new__(cls, value)
        made._function = function
        return made

    def __add__(self, other):
        self._function()
        return int(self) + int(other)

    __radd__ = __add__

    def __sub__(self, other):
        self._function()
        return int(self) - int(other)

    def __rsub__(self, other):
        self._function()
        return int(other) - int(self)

    def __neg__(self):
        return Money(-int(self), self._function)


class EvenPace:
    """From now on each acquire of a new lock takes a nanosecond: threads that do the same keep in step.

    Only for the checks' simulated machine, where time is exact. Two threads of the same speed are nothing odd: two
    cores may well be so for a while.
    """

    def __init__(self):
        for name in ("Lock", "RLock"):
            setattr(threading, name, _even(getattr(threading, name)))


def _even(kind):
    class Even(kind):
        def acquire(self, *args, **kwargs):
            got = super().acquire(*args, **kwargs)
            time.sleep(NANOSECOND)
            return got

    return Even


def tellers(transfer, accounts, threads, times):
    """Move money between random accounts in several threads; print nothing, and return when all are done."""

    def work(seed):
        dice = random.Random(seed)
        for _ in range(times):
            source, target = dice.choice(accounts), dice.choice(accounts)
            transfer(source, target, dice.randint(1, 50))

    team = [threading.Thread(target=work, args=(seed,)) for seed in range(threads)]
    for thread in team:
        thread.start()
    for thread in team:
        thread.join()
