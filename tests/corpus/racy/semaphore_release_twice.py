# pattern: semaphore over-release
# make: p = Pool()
# thread: p.use()
# thread: p.use()

import threading


class Pool:
    def __init__(self):
        self.free = threading.BoundedSemaphore(2)
        self.last = None

    def use(self):
        with self.free:
            other = self.last
            self.last = "in use"
        if other is not None:
            self.free.release()  # <- fault
