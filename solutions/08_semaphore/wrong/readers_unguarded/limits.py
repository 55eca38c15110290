# fault: the count of readers is changed without the lock | caught by: race
import threading
from contextlib import contextmanager


class ConnectionPool:
    def __init__(self, connect, size):
        self.connect = connect
        self.places = threading.Semaphore(size)
        self.lock = threading.Lock()
        self.free = []

    @contextmanager
    def lease(self):
        with self.places:
            with self.lock:
                connection = self.free.pop() if self.free else self.connect()
            try:
                yield connection
            finally:
                with self.lock:
                    self.free.append(connection)


class ReadWriteLock:
    def __init__(self):
        self.room = threading.Semaphore(1)
        self.door = threading.Semaphore(1)
        self.readers = 0

    @contextmanager
    def read(self):
        with self.door:
            self.readers += 1
            if self.readers == 1:
                self.room.acquire()
        try:
            yield
        finally:
            self.readers -= 1  # <- fault
            if self.readers == 0:
                self.room.release()

    @contextmanager
    def write(self):
        with self.door:
            self.room.acquire()
        try:
            yield
        finally:
            self.room.release()


def dine(philosophers, rounds, eat):
    forks = [threading.Lock() for _ in range(philosophers)]

    def live(i):
        left, right = i, (i + 1) % philosophers
        for _ in range(rounds):
            if left == right:
                eat(i, left, right)
                continue
            with forks[min(left, right)]:
                with forks[max(left, right)]:
                    eat(i, left, right)

    threads = [threading.Thread(target=live, args=(i,)) for i in range(philosophers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
