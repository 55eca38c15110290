# pattern: leaked lock on exception
# make: s = Seats(1)
# thread: s.book("a")
# thread: s.book("b")
# thread: s.book("c")

import threading


class Seats:
    def __init__(self, count):
        self.count = count
        self.lock = threading.Lock()

    def book(self, name):
        self.lock.acquire()
        if self.count == 0:
            return f"no seat for {name}"  # <- fault
        self.count -= 1
        self.lock.release()
        return f"a seat for {name}"
