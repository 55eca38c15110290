"""Work for your threads, and numbers to try your classes with. It is ours: read it, call it, but don't hand it in.

Standard library only.
"""

import random
import time


def always():
    """Return True."""
    return True


def nap():
    """Sleep a moment and return True: threads that really run at once don't add up their naps."""
    time.sleep(0.05)
    return True


def moody():
    """Return True, False or something that is merely true, or raise: only True counts."""
    answer = random.choice([True, False, 1, "yes", None, ValueError("not today")])
    if isinstance(answer, ValueError):
        raise answer
    return answer


def keep(stats, x):
    """Take a snapshot, record `x`, and return the snapshot: what has been handed out doesn't change any more."""
    kept = stats.snapshot()
    stats.record(x)
    return kept


class Watched(int):
    """A whole number that calls a function of yours while it is being added: who else is adding at that moment?"""

    def __new__(cls, value, function):
        made = super().__new__(cls, value)
        made._function = function
        return made

    def __add__(self, other):
        self._function()
        return int(self) + int(other)

    __radd__ = __add__
