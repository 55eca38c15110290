# pattern: torn pair
# make: b = Bank()
# thread: b.transfer("a", "b", 5)
# thread: b.total()
# holds: threads[1] == [10]

class Bank:
    def __init__(self):
        self.accounts = {"a": 10, "b": 0}

    def transfer(self, source, target, amount):
        self.accounts[source] -= amount  # <- fault
        self.accounts[target] += amount

    def total(self):
        return sum(self.accounts.values())
