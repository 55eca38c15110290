# pattern: lock-order deadlock, 3 locks
# make: t = Table()
# thread: t.eat(0)
# thread: t.eat(1)
# thread: t.eat(2)
# then: t.meals
# holds: then == [[1, 1, 1]]

import threading


class Table:
    def __init__(self):
        self.forks = [threading.Lock() for _ in range(3)]
        self.meals = [0, 0, 0]

    def eat(self, seat):
        low, high = sorted((seat, (seat + 1) % 3))
        with self.forks[low], self.forks[high]:
            self.meals[seat] += 1
