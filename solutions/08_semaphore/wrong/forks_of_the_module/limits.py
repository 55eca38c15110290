# fault: the forks stand in a variable of the module that each dinner lays anew: with two dinners at a time the first one goes on with the forks of the second | caught by: race
import threading
from contextlib import contextmanager


class ConnectionPool:
    def __init__(self, connect, size):
        self._connect = connect
        self._places = threading.Semaphore(size)
        self._lock = threading.Lock()
        self._free = []

    @contextmanager
    def lease(self):
        with self._places:
            with self._lock:
                found = bool(self._free)
                if found:
                    connection = self._free.pop()
            if not found:
                connection = self._connect()
            try:
                yield connection
            finally:
                with self._lock:
                    self._free.append(connection)


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
            try:
                while self._writing or self._readers:
                    self._changed.wait()
            finally:
                self._waiting_writers -= 1
            self._writing = True
        try:
            yield
        finally:
            with self._changed:
                self._writing = False
                self._changed.notify_all()


_forks = []


def _fork(number):
    return _forks[number]


def dine(philosophers, rounds, eat):
    global _forks
    _forks = [threading.Lock() for _ in range(philosophers)]  # <- fault

    def live(i):
        left, right = i, (i + 1) % philosophers
        low, high = min(left, right), max(left, right)
        for _ in range(rounds):
            with _fork(low):
                if low == high:
                    eat(i, left, right)
                else:
                    with _fork(high):
                        eat(i, left, right)

    team = [threading.Thread(target=live, args=(i,)) for i in range(philosophers)]
    for t in team:
        t.start()
    for t in team:
        t.join()
