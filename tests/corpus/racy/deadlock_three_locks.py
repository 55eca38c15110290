# pattern: lock-order deadlock, 3 locks
# make: t = Table()
# thread: t.eat(0)
# thread: t.eat(1)
# thread: t.eat(2)

from threading import Lock


class Table:
    def __init__(self):
        self.forks = [Lock() for _ in range(3)]

    def eat(self, seat):
        left, right = self.forks[seat], self.forks[(seat + 1) % 3]
        left.acquire()
        right.acquire()  # <- fault
        right.release()
        left.release()
