# fault: a reader keeps the lock while it reads, so readers are alone, too | caught by: correctness, speedup
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
        self.lock = threading.Lock()

    @contextmanager
    def read(self):
        with self.lock:  # <- fault
            yield

    @contextmanager
    def write(self):
        with self.lock:
            yield


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
