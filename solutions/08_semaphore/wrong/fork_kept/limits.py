# fault: a try for the second fork that fails keeps the first one | caught by: race
import threading
import time
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

    def live(i):
        left, right = i, (i + 1) % philosophers
        for _ in range(rounds):
            if left == right:
                eat(i, left, right)
                continue
            while True:
                forks[left].acquire()
                if forks[right].acquire(timeout=0.01):
                    break
                time.sleep(0.001)  # <- fault
            eat(i, left, right)
            forks[right].release()
            forks[left].release()

    threads = [threading.Thread(target=live, args=(i,)) for i in range(philosophers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
