# pattern: double-checked init
# make: s = Service()
# thread: s.use()
# thread: s.use()

import threading


class Table:
    def __init__(self):
        self.rows = None

    def load(self):
        self.rows = [1, 2]


class Service:
    def __init__(self):
        self.lock = threading.Lock()
        self.table = None

    def use(self):
        if self.table is None:
            with self.lock:
                if self.table is None:
                    self.table = Table()  # <- fault
                    self.table.load()
        return len(self.table.rows)
