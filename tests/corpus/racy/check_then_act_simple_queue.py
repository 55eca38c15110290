# pattern: check then act
# make: b = Box()
# thread: b.take()
# thread: b.take()
# holds: sorted(x for [x] in threads) == [-1, 7]

from queue import SimpleQueue


class Box:
    def __init__(self):
        self.queue = SimpleQueue()
        self.queue.put(7)

    def take(self):
        if self.queue.empty():
            return -1
        return self.queue.get_nowait()  # <- fault
