# pattern: torn pair
# make: p = Point()
# thread: p.move(1)
# thread: p.read()
# holds: threads[1][0] in ((0, 0), (1, 1))

import threading


class Point:
    def __init__(self):
        self.x = self.y = 0
        self.lock = threading.Lock()

    def move(self, by):
        with self.lock:
            self.x += by
            self.y += by

    def read(self):
        return self.x, self.y  # <- fault
