# pattern: queue shutdown
# make: b = Buffer()
# thread: b.put(1); b.close()
# thread: b.all()
# holds: threads[1] == [[1]]

import threading


class Buffer:
    def __init__(self):
        self.items = []
        self.closed = False
        self.changed = threading.Condition()

    def put(self, item):
        with self.changed:
            self.items.append(item)
            self.changed.notify()

    def close(self):
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def all(self):
        found = []
        while True:
            with self.changed:
                while not self.items and not self.closed:
                    self.changed.wait()
                if not self.items:
                    return found
                found.append(self.items.pop(0))
