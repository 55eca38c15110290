# pattern: semaphore over-release
# make: p = Pool(1)
# thread: p.use(True)
# thread: p.use(False)
# thread: p.use(False)
# then: p.most
# holds: then == [1]

import threading


class Pool:
    def __init__(self, size):
        self.free = threading.Semaphore(size)
        self.lock = threading.Lock()
        self.inside = self.most = 0

    def use(self, impatient):
        try:
            if not self.free.acquire(blocking=not impatient):
                return
            with self.lock:
                self.inside += 1
                self.most = max(self.most, self.inside)
            with self.lock:
                self.inside -= 1
        finally:
            self.free.release()  # <- fault
