# pattern: double-checked init
# make: d = Data()
# thread: d.size
# thread: d.size
# then: d.reads
# holds: then == [1]

class Data:
    def __init__(self):
        self._size = None
        self.reads = 0

    @property
    def size(self):
        if self._size is None:
            self.reads += 1
            self._size = 12  # <- fault
        return self._size
