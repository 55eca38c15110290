# pattern: leaked lock on exception
# make: s = Seats(1)
# thread: s.book("a")
# thread: s.book("b")
# holds: sorted(x for [x] in threads) in (["", "seat for a"], ["", "seat for b"])

import threading


class Seats:
    def __init__(self, count):
        self.count = count
        self.lock = threading.Lock()

    def book(self, name):
        with self.lock:
            if self.count == 0:
                return ""
            self.count -= 1
        return f"seat for {name}"
