# pattern: if for while
# make: s = Semaphore(0)
# thread: s.acquire()
# thread: s.release()
# thread: s.acquire(); s.release()
# then: s.lowest
# holds: then == [0]

import threading


class Semaphore:
    def __init__(self, value):
        self.value = value
        self.lowest = value
        self.condition = threading.Condition()

    def acquire(self):
        with self.condition:
            if self.value == 0:
                self.condition.wait()  # <- fault
            self.value -= 1
            self.lowest = min(self.lowest, self.value)

    def release(self):
        with self.condition:
            self.value += 1
            self.condition.notify()
