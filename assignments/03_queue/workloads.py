"""Work for your queues to do. It is ours: read it, call it, but don't hand it in.

All functions are importable, so they can go to other processes as they are. Standard library only.
"""

import collections
import contextlib
import gc
import multiprocessing.queues
import queue
import random
import sys
import time


def square(number):
    """Return number * number."""
    return number * number


def nap(number):
    """Sleep a moment, each time another one, and return `number`: later items often finish first."""
    time.sleep(random.uniform(0.0, 0.05))
    return number


def keep(item):
    """Return the item itself, whatever it is."""
    return item


def poster(text):
    """Return a text about as long as a short book: too much for a pipe to hold."""
    return text * (150_000 // max(1, len(text)))


def complain(item):
    """Return (and don't raise) a ValueError: a plain result, like any other."""
    return ValueError(item)


def refuse_odd(number):
    """Return half of an even number; raise ValueError for an odd one."""
    if number % 2:
        raise ValueError(f"{number} is odd")
    return number // 2


class Contested(queue.Queue):
    """A queue with a rival: whenever you look (`full`, `empty`, `qsize`), somebody else acts right after.

    The rival "producer" fills all free places, the rival "consumer" takes the oldest item. In a program with several
    threads this can happen at any time; here it happens every time. `put` and `get` are the usual ones.
    """

    def __init__(self, maxsize, rival):
        super().__init__(maxsize)
        self._rival = rival
        self.taken = []

    def full(self):
        answer = super().full()
        self._interfere()
        return answer

    def empty(self):
        answer = super().empty()
        self._interfere()
        return answer

    def qsize(self):
        answer = super().qsize()
        self._interfere()
        return answer

    def contents(self):
        """Return what is in the queue now, without touching it."""
        with self.mutex:
            return list(self.queue)

    def _interfere(self):
        try:
            if self._rival == "consumer":
                self.taken.append(self.get_nowait())
            while self._rival == "producer":
                self.put_nowait("the rival's")
        except (queue.Empty, queue.Full):
            pass


class Desk:
    """A function to pass in that takes a moment and returns the item; refuses what is in `refused` by a ValueError.

    `seen` lists the items it was called with, `inside` says how many calls are going on, `most` how many were at once.
    """

    def __init__(self, refused=()):
        self.refused = refused
        self.seen = []
        self.inside = self.most = 0

    def __call__(self, item):
        self.seen.append(item)
        self.inside += 1
        self.most = max(self.most, self.inside)
        time.sleep(0.001)
        self.inside -= 1
        if item in self.refused:
            raise ValueError(f"{item} is refused")
        return item

    def report(self):
        """Return `seen`, `inside` and `most`."""
        return list(self.seen), self.inside, self.most


class Trickle(list):
    """A list whose last item takes its time: whoever asks for it first has to wait until `late("last")` returns."""

    def __init__(self, items, late):
        super().__init__(items)
        self._late = late

    def __iter__(self):
        return (self[index] for index in range(len(self)))

    def __getitem__(self, index):
        if isinstance(index, slice):
            return list(self)[index]
        if index in (-1, len(self) - 1):
            self._late("last")
        return super().__getitem__(index)

    def __reduce__(self):
        return list, (list(self),)


def in_one_go(work_queue, steps):
    """Do the steps, "get" or ("put", item), one right after the other, and return what each of them returned.

    Threads that wake meanwhile come too late: Python doesn't switch to them before we are through or have to wait. In
    any program it may happen to come out like that; here it does every time.
    """
    interval = sys.getswitchinterval()
    sys.setswitchinterval(60)
    try:
        return [work_queue.get() if step == "get" else work_queue.put(step[1]) for step in steps]
    finally:
        sys.setswitchinterval(interval)


def fullest_queue(begun=()):
    """Return how many entries the fullest `queue`, `multiprocessing` queue or WorkQueue of this process holds now.

    What a WorkQueue keeps of items that have `begun` is its own affair, no entry that still waits.
    """
    kinds = (queue.Queue, queue.SimpleQueue, multiprocessing.queues.Queue)
    most = 0
    for thing in gc.get_objects():
        # By type, not by isinstance: that would ask strange objects for their __class__.
        if issubclass(type(thing), kinds):
            with contextlib.suppress(NotImplementedError):  # macOS can't tell for a multiprocessing.Queue
                most = max(most, thing.qsize())
        elif any(base.__name__ == "WorkQueue" for base in type(thing).__mro__):
            for part in getattr(thing, "__dict__", {}).values():
                if type(part) in (list, dict, collections.deque) and not any(
                    repr(item) in repr(part) for item in begun
                ):
                    most = max(most, len(part) - 1)  # a ring has one place more than it can hold
    return most
