# pattern: leaked lock on exception
# make: l = Ledger()
# thread: l.pay(0)
# thread: l.pay(2)
# holds: True

import threading


class Ledger:
    def __init__(self):
        self.lock = threading.Lock()
        self.paid = []

    def pay(self, parts):
        self.lock.acquire()
        self.paid.append(10 // parts)  # <- fault
        self.lock.release()
