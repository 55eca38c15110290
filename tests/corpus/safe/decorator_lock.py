# pattern: lost update, attribute
# make: c = Counter()
# thread: c.up()
# thread: c.down()
# then: c.value
# holds: then == [0]

import functools
import threading


def locked(method):
    @functools.wraps(method)
    def inner(self, *args):
        with self.lock:
            return method(self, *args)

    return inner


class Counter:
    def __init__(self):
        self.lock = threading.RLock()
        self.value = 0

    @locked
    def change(self, by):
        self.value += by

    @locked
    def up(self):
        self.change(1)

    @locked
    def down(self):
        self.change(-1)
