# pattern: if for while
# make: b = Buffer(1)
# thread: b.put(1); b.put(2)
# thread: b.get(); b.get()
# holds: threads[1] == [1, 2]

from collections import deque
from threading import Lock, Semaphore


class Buffer:
    def __init__(self, size):
        self.items = deque()
        self.lock = Lock()
        self.free, self.used = Semaphore(size), Semaphore(0)

    def put(self, item):
        self.free.acquire()
        with self.lock:
            self.items.append(item)
        self.used.release()

    def get(self):
        self.used.acquire()
        with self.lock:
            item = self.items.popleft()
        self.free.release()
        return item
