# pattern: lock-order deadlock, 3 locks
# make: t = Tracks(3)
# thread: t.take(0, 1)
# thread: t.take(1, 2)
# thread: t.take(2, 0)
# then: t.trains
# holds: then == [3]

import contextlib
import threading


class Tracks:
    def __init__(self, count):
        self.locks = [threading.Lock() for _ in range(count)]
        self.counting = threading.Lock()
        self.trains = 0

    def take(self, *numbers):
        with contextlib.ExitStack() as stack:
            for number in sorted(numbers):
                stack.enter_context(self.locks[number])
            with self.counting:
                self.trains += 1
