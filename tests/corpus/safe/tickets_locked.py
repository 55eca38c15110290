# pattern: check then act
# make: s = Seller(1)
# thread: s.sell()
# thread: s.sell()
# then: s.left
# holds: then == [0] and sorted(x for [x] in threads) == [False, True]

import threading


class Seller:
    def __init__(self, tickets):
        self.left = tickets
        self.lock = threading.Lock()

    def sell(self):
        with self.lock:
            if self.left == 0:
                return False
            self.left -= 1
            return True
