# pattern: check then act
# make: b = Box()
# thread: b.offer(1)
# thread: b.offer(2)
# holds: sorted(x for [x] in threads) == [False, True]

import queue


class Box:
    def __init__(self):
        self.queue = queue.Queue(maxsize=1)

    def offer(self, item):
        try:
            self.queue.put(item, block=False)
        except queue.Full:
            return False
        return True
