# pattern: double-checked init
# make: s = Service()
# thread: s.use()
# thread: s.use()
# holds: threads == [[2], [2]]

import threading


class Service:
    def __init__(self):
        self.lock = threading.Lock()
        self.rows = None

    def use(self):
        rows = self.rows
        if rows is None:
            with self.lock:
                if self.rows is None:
                    made = []
                    made.append(1)
                    made.append(2)
                    self.rows = made
                rows = self.rows
        return len(rows)
