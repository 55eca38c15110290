# style: semaphores for everything: a turnstile and an empty room for readers and writers, one seat less than philosophers
from collections import deque
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock, Semaphore, Thread


class ConnectionPool:
    def __init__(self, connect, size):
        self.connect = connect
        self.places = BoundedSemaphore(size)
        self.idle = deque()

    @contextmanager
    def lease(self):
        self.places.acquire()
        connection = None
        have = False
        try:
            try:
                connection = self.idle.popleft()
            except IndexError:
                connection = self.connect()
            have = True
            yield connection
        finally:
            if have:
                self.idle.append(connection)
            self.places.release()


class ReadWriteLock:
    def __init__(self):
        self.turnstile = Semaphore(1)
        self.room_empty = Semaphore(1)
        self.mutex = Lock()
        self.inside = 0

    @contextmanager
    def read(self):
        with self.turnstile:
            pass
        with self.mutex:
            self.inside += 1
            if self.inside == 1:
                self.room_empty.acquire()
        try:
            yield self
        finally:
            with self.mutex:
                self.inside -= 1
                if self.inside == 0:
                    self.room_empty.release()

    @contextmanager
    def write(self):
        with self.turnstile:
            self.room_empty.acquire()
        try:
            yield self
        finally:
            self.room_empty.release()


def dine(philosophers, rounds, eat):
    seats = Semaphore(max(1, philosophers - 1))
    forks = [Semaphore(1) for _ in range(philosophers)]

    def philosopher(i):
        left, right = i, (i + 1) % philosophers
        for _ in range(rounds):
            with seats, forks[left]:
                if right == left:
                    eat(i, left, right)
                    continue
                with forks[right]:
                    eat(i, left, right)

    guests = [Thread(target=philosopher, args=[i]) for i in range(philosophers)]
    [guest.start() for guest in guests]
    [guest.join() for guest in guests]
