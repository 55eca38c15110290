"""Work for your queues to do. It is ours: read it, call it, but don't hand it in.

All functions are importable, so they can go to other processes as they are. Standard library only.
"""

import contextlib
import gc
import multiprocessing.queues
import queue
import random
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


def put_and_get(work_queue, item):
    """Put `item` and get at once, in the same thread: is another thread that waits in get fast enough to have it?"""
    work_queue.put(item)
    return work_queue.get()


def fullest_queue():
    """Return how many entries the fullest `queue` or `multiprocessing` queue of this process holds now."""
    kinds = (queue.Queue, queue.SimpleQueue, multiprocessing.queues.Queue)
    most = 0
    for thing in gc.get_objects():
        # By type, not by isinstance: that would ask strange objects for their __class__.
        if issubclass(type(thing), kinds):
            with contextlib.suppress(NotImplementedError):  # macOS can't tell for a multiprocessing.Queue
                most = max(most, thing.qsize())
    return most
