# pattern: leaked lock on exception
# make: p = Pool()
# thread: p.use("a"); p.use("b")
# thread: p.use("")
# holds: True

import threading


class Pool:
    def __init__(self):
        self.free = threading.Semaphore(1)

    def use(self, name):
        self.free.acquire()
        first = name[0]  # <- fault
        self.free.release()
        return first
