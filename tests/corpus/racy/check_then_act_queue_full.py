# pattern: check then act
# make: b = Box()
# thread: b.offer(1)
# thread: b.offer(2)
# holds: sorted(x for [x] in threads) == [False, True]

from queue import Queue


class Box:
    def __init__(self):
        self.queue = Queue(maxsize=1)

    def offer(self, item):
        if self.queue.full():
            return False
        self.queue.put_nowait(item)  # <- fault
        return True
