# fault: all meet before dinner at a barrier for one more than there are | caught by: correctness, race
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
        self.changed = threading.Condition()
        self.readers = 0
        self.writing = False
        self.waiting = 0

    @contextmanager
    def read(self):
        with self.changed:
            while self.writing or self.waiting:
                self.changed.wait()
            self.readers += 1
        try:
            yield
        finally:
            with self.changed:
                self.readers -= 1
                self.changed.notify_all()

    @contextmanager
    def write(self):
        with self.changed:
            self.waiting += 1
            while self.writing or self.readers:
                self.changed.wait()
            self.waiting -= 1
            self.writing = True
        try:
            yield
        finally:
            with self.changed:
                self.writing = False
                self.changed.notify_all()


def dine(philosophers, rounds, eat):
    forks = [threading.Lock() for _ in range(philosophers)]

    hungry = threading.Barrier(philosophers + 1)

    def live(i):
        hungry.wait()  # <- fault
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
