# pattern: lock-order deadlock, 2 locks
# make: s = Shop()
# thread: s.order()
# thread: s.restock()

import threading


class Shop:
    def __init__(self):
        self.stock_lock = threading.RLock()
        self.cash_lock = threading.RLock()
        self.stock, self.cash = 1, 0

    def _pay(self, amount):
        with self.cash_lock:
            self.cash += amount

    def _store(self, count):
        with self.stock_lock:
            self.stock += count

    def order(self):
        with self.stock_lock:
            self.stock -= 1
            self._pay(5)

    def restock(self):
        with self.cash_lock:
            self.cash -= 3
            self._store(1)  # <- fault
