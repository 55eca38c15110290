# pattern: lock-order deadlock, 3 locks
# make: t = Table()
# thread: t.eat(0)
# thread: t.eat(1)
# thread: t.eat(2)

from threading import Lock, Semaphore


class Table:
    def __init__(self):
        self.forks = [Lock() for _ in range(3)]
        self.waiter = Semaphore(2)

    def eat(self, seat):
        with self.waiter:
            with self.forks[seat]:
                with self.forks[(seat + 1) % 3]:
                    pass
