# pattern: lock-order deadlock, 2 locks
# make: b = Board()
# thread: b.read()
# thread: b.write(3); b.write(4)

import threading


class Board:
    def __init__(self):
        self.lock = threading.Lock()
        self.news = threading.Condition()
        self.value = None

    def write(self, value):
        with self.lock:
            with self.news:
                self.value = value
                self.news.notify_all()

    def read(self):
        with self.news:
            while self.value is None:
                self.news.wait()
            with self.lock:  # <- fault
                return self.value
