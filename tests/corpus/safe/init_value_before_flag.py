# pattern: double-checked init
# make: s = Settings()
# thread: s.get()
# thread: s.get()
# holds: threads == [[42], [42]]

import threading


class Settings:
    def __init__(self):
        self.lock = threading.Lock()
        self.ready = False
        self.value = None

    def get(self):
        if not self.ready:
            with self.lock:
                if not self.ready:
                    self.value = 42
                    self.ready = True
        return self.value
