# fault: looks for a free connection and takes it without a lock | caught by: race
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
        with self._places:  # whoever is past it may have a connection: there is a free one, or one may be made
            connection = self._take()
            try:
                yield connection
            finally:
                with self._lock:
                    self._free.append(connection)

    def _take(self):
        if self._free:
            return self._free.pop()  # <- fault
        return self._connect()


class ReadWriteLock:
    def __init__(self):
        self._changed = threading.Condition()
        self._readers = 0
        self._is_written = False
        self._writers_waiting = 0

    @contextmanager
    def read(self):
        with self._changed:
            self._changed.wait_for(lambda: not self._is_written and not self._writers_waiting)
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
            self._writers_waiting += 1
            self._changed.wait_for(lambda: not self._is_written and not self._readers)
            self._writers_waiting -= 1
            self._is_written = True
        try:
            yield
        finally:
            with self._changed:
                self._is_written = False
                self._changed.notify_all()


def dine(philosophers, rounds, eat):
    forks = [threading.Lock() for _ in range(philosophers)]

    def live(i):
        left, right = i, (i + 1) % philosophers
        first, *rest = sorted({left, right})  # with one philosopher there is one fork
        for _ in range(rounds):
            with forks[first]:
                if rest:
                    with forks[rest[0]]:
                        eat(i, left, right)
                else:
                    eat(i, left, right)

    threads = [threading.Thread(target=live, args=(i,)) for i in range(philosophers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
