# pattern: lock-order deadlock, 2 locks
# make: p = Pipe()
# thread: p.send(1); p.send(2)
# thread: p.receive(); p.receive()

import queue
import threading


class Pipe:
    def __init__(self):
        self.queue = queue.Queue(maxsize=1)
        self.lock = threading.Lock()
        self.count = 0

    def send(self, item):
        with self.lock:
            self.queue.put(item)  # <- fault
            self.count += 1

    def receive(self):
        with self.lock:
            self.count -= 1
            return self.queue.get()
