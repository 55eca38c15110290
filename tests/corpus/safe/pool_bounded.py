# pattern: semaphore over-release
# make: p = Pool(1)
# thread: p.use()
# thread: p.use()
# then: p.most
# holds: then == [1]

import threading


class Pool:
    def __init__(self, size):
        self.free = threading.BoundedSemaphore(size)
        self.lock = threading.Lock()
        self.inside = self.most = 0

    def use(self):
        with self.free:
            with self.lock:
                self.inside += 1
                self.most = max(self.most, self.inside)
            with self.lock:
                self.inside -= 1
