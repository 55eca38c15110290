# pattern: if for while
# make: s = Semaphore(1)
# thread: s.acquire(); s.release()
# thread: s.acquire(); s.release()
# then: s.lowest
# holds: then == [0]

import threading


class Semaphore:
    def __init__(self, value):
        self.value = self.lowest = value
        self.condition = threading.Condition()

    def acquire(self):
        with self.condition:
            while self.value == 0:
                self.condition.wait()
            self.value -= 1
            self.lowest = min(self.lowest, self.value)

    def release(self):
        with self.condition:
            self.value += 1
            self.condition.notify()
