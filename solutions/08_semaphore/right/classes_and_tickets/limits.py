# style: classes with __enter__ and __exit__, an RLock and try/finally, first come first served, and an executor
import concurrent.futures
import threading
from collections import deque


class Lease:
    def __init__(self, pool):
        self.pool = pool

    def __enter__(self):
        self.connection = self.pool._take()
        return self.connection

    def __exit__(self, *exc):
        self.pool._give(self.connection)
        return False


class ConnectionPool:
    def __init__(self, connect, size):
        self.connect, self.size, self.made, self.idle = connect, size, 0, []
        self.monitor = threading.Condition(threading.RLock())

    def lease(self):
        return Lease(self)

    def _take(self):
        self.monitor.acquire()
        try:
            while not self.idle and self.made == self.size:
                self.monitor.wait()
            if self.idle:
                return self.idle.pop()
            connection = self.connect()  # others wait meanwhile; if it raises, nothing was counted
            self.made += 1
            return connection
        finally:
            self.monitor.release()

    def _give(self, connection):
        self.monitor.acquire()
        try:
            self.idle.append(connection)
            self.monitor.notify()
        finally:
            self.monitor.release()


class _Entry:
    def __init__(self, come, leave):
        self.come, self.leave = come, leave

    def __enter__(self):
        self.come()

    def __exit__(self, *exc):
        self.leave()


class ReadWriteLock:
    """First come, first served: a line of events in front of the door."""

    def __init__(self):
        self.lock = threading.Lock()
        self.line = deque()
        self.readers = 0
        self.writer = False

    def read(self):
        return _Entry(lambda: self._come("r"), self._leave_reader)

    def write(self):
        return _Entry(lambda: self._come("w"), self._leave_writer)

    def _come(self, kind):
        bell = threading.Event()
        with self.lock:
            self.line.append((kind, bell))
            self._let_in()
        bell.wait()

    def _leave_reader(self):
        with self.lock:
            self.readers -= 1
            self._let_in()

    def _leave_writer(self):
        with self.lock:
            self.writer = False
            self._let_in()

    def _let_in(self):
        while self.line and not self.writer:
            kind, bell = self.line[0]
            if kind == "w":
                if self.readers:
                    return
                self.writer = True
            else:
                self.readers += 1
            self.line.popleft()
            bell.set()


def dine(philosophers, rounds, eat):
    forks = [threading.RLock() for _ in range(philosophers)]

    def live(i):
        hands = [i, (i + 1) % philosophers]
        if i % 2:
            hands.reverse()
        for _ in range(rounds):
            one, two = (forks[hand] for hand in hands)
            one.acquire()
            try:
                two.acquire()
                try:
                    eat(i, i, (i + 1) % philosophers)
                finally:
                    two.release()
            finally:
                one.release()

    with concurrent.futures.ThreadPoolExecutor(max_workers=philosophers) as executor:
        for future in [executor.submit(live, i) for i in range(philosophers)]:
            future.result()
