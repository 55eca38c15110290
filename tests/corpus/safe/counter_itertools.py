# pattern: lost update, attribute
# make: i = Ids()
# thread: i.next()
# thread: i.next()
# holds: sorted(x for [x] in threads) == [0, 1]

import itertools


class Ids:
    def __init__(self):
        self.numbers = itertools.count()

    def next(self):
        return next(self.numbers)
