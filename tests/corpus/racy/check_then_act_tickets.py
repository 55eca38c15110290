# pattern: check then act
# make: s = Seller(1)
# thread: s.sell()
# thread: s.sell()
# then: s.left
# holds: then == [0] and sorted(x for [x] in threads) == [False, True]

class Seller:
    def __init__(self, tickets):
        self.left = tickets

    def sell(self):
        if self.left > 0:
            self.left -= 1  # <- fault
            return True
        return False
