# pattern: double-checked init
# make: s = Service()
# thread: s.connection()
# thread: s.connection()
# then: s.opened
# holds: then == [1]

import threading


class Service:
    def __init__(self):
        self._lock = threading.Lock()
        self._connection = None
        self.opened = 0

    def connection(self):
        if self._connection is None:
            with self._lock:  # <- fault
                self.opened += 1
                self._connection = f"connection {self.opened}"
        return self._connection
