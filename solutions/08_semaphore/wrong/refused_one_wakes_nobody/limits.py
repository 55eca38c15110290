# fault: a connect that raises frees its place, but wakes nobody who waits for one | caught by: faults
import threading
from contextlib import contextmanager


class ConnectionPool:
    def __init__(self, connect, size):
        self._connect = connect
        self._size = size
        self._made = 0
        self._free = []
        self._changed = threading.Condition()

    @contextmanager
    def lease(self):
        connection = self._take()
        try:
            yield connection
        finally:
            with self._changed:
                self._free.append(connection)
                self._changed.notify()

    def _take(self):
        with self._changed:
            while not self._free and self._made >= self._size:
                self._changed.wait()
            if self._free:
                return self._free.pop()
            self._made += 1
        try:
            return self._connect()
        except BaseException:
            with self._changed:
                self._made -= 1  # <- fault
            raise


class ReadWriteLock:
    def __init__(self):
        self._changed = threading.Condition()
        self._readers = 0
        self._writing = False
        self._waiting_writers = 0

    @contextmanager
    def read(self):
        with self._changed:
            while self._writing or self._waiting_writers:
                self._changed.wait()
            self._readers += 1
        try:
            yield
        finally:
            with self._changed:
                self._readers -= 1
                self._changed.notify_all()

    @contextmanager
    def write(self):
        with self._changed:
            self._waiting_writers += 1
            while self._writing or self._readers:
                self._changed.wait()
            self._waiting_writers -= 1
            self._writing = True
        try:
            yield
        finally:
            with self._changed:
                self._writing = False
                self._changed.notify_all()


def dine(philosophers, rounds, eat):
    forks = [threading.Lock() for _ in range(philosophers)]

    def philosopher(i):
        left, right = i, (i + 1) % philosophers
        order = sorted({left, right})
        for _ in range(rounds):
            for fork in order:
                forks[fork].acquire()
            try:
                eat(i, left, right)
            finally:
                for fork in order:
                    forks[fork].release()

    threads = [threading.Thread(target=philosopher, args=(i,)) for i in range(philosophers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
