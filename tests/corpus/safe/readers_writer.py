# pattern: torn pair
# make: d = Document()
# thread: d.write(1)
# thread: d.read()
# thread: d.read()
# holds: all(x[0][0] == x[0][1] for x in threads[1:])

import threading


class Document:
    def __init__(self):
        self.a = self.b = 0
        self.readers = 0
        self.lock = threading.Lock()
        self.free = threading.Lock()

    def write(self, value):
        with self.free:
            self.a = value
            self.b = value

    def read(self):
        with self.lock:
            self.readers += 1
            if self.readers == 1:
                self.free.acquire()
        found = (self.a, self.b)
        with self.lock:
            self.readers -= 1
            if self.readers == 0:
                self.free.release()
        return found
