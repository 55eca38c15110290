# style: a queue holds the places of the pool, the first reader takes the room's Lock, a waiter watches the table
import queue
import threading
from contextlib import contextmanager

NOT_MADE = object()


class ConnectionPool:
    def __init__(self, connect, size):
        self.connect = connect
        self.places = queue.LifoQueue()
        for _ in range(size):
            self.places.put(NOT_MADE)

    @contextmanager
    def lease(self):
        place = self.places.get()
        try:
            if place is NOT_MADE:
                place = self.connect()
            yield place
        finally:
            self.places.put(place)


class ReadWriteLock:
    def __init__(self):
        self.room = threading.Lock()  # taken by the first reader, given back by the last one, whoever they are
        self.door = threading.Lock()
        self.counting = threading.Lock()
        self.readers = 0

    @contextmanager
    def read(self):
        with self.door:
            with self.counting:
                self.readers += 1
                if self.readers == 1:
                    self.room.acquire()
        try:
            yield
        finally:
            with self.counting:
                self.readers -= 1
                if not self.readers:
                    self.room.release()

    @contextmanager
    def write(self):
        with self.door:
            with self.room:
                yield


class Waiter:
    """Gives both forks at once, or none."""

    def __init__(self, count):
        self.in_use = [False] * count
        self.put_down = threading.Condition()

    def give(self, forks):
        with self.put_down:
            while any(self.in_use[fork] for fork in forks):
                self.put_down.wait()
            for fork in forks:
                self.in_use[fork] = True

    def take_back(self, forks):
        with self.put_down:
            for fork in forks:
                self.in_use[fork] = False
            self.put_down.notify_all()


class Philosopher(threading.Thread):
    def __init__(self, number, count, rounds, eat, waiter):
        super().__init__(name=f"philosopher-{number}")
        self.number, self.rounds, self.eat, self.waiter = number, rounds, eat, waiter
        self.forks = number, (number + 1) % count

    def run(self):
        for _ in range(self.rounds):
            self.waiter.give(set(self.forks))
            self.eat(self.number, *self.forks)
            self.waiter.take_back(set(self.forks))


def dine(philosophers, rounds, eat):
    waiter = Waiter(philosophers)
    table = [Philosopher(i, philosophers, rounds, eat, waiter) for i in range(philosophers)]
    for guest in table:
        guest.start()
    for guest in table:
        guest.join()
