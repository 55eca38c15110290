# fault: who gives a connection back wakes somebody only if none was free before: two come back shortly after each other, two wait, and one of them sleeps on | caught by: race
from threading import Condition, Thread


class _Lease:
    def __init__(self, pool):
        self._pool = pool
        self._connection = None

    def __enter__(self):
        self._connection = self._pool._take()
        return self._connection

    def __exit__(self, *exc):
        self._pool._give_back(self._connection)
        self._connection = None
        return False


class ConnectionPool:
    def __init__(self, connect, size):
        self._connect = connect
        self._size = size
        self._made = 0  # those that are just being made, too
        self._free = []
        self._cond = Condition()

    def lease(self):
        return _Lease(self)

    def _take(self):
        with self._cond:
            self._cond.wait_for(lambda: self._free or self._made < self._size)
            if self._free:
                return self._free.pop()
            self._made += 1
        try:
            return self._connect()
        except BaseException:
            with self._cond:
                self._made -= 1
                self._cond.notify()
            raise

    def _give_back(self, connection):
        with self._cond:
            self._free.append(connection)
            if len(self._free) == 1:  # <- fault
                self._cond.notify()


class _Guard:
    def __init__(self, enter, leave):
        self._enter, self._leave = enter, leave

    def __enter__(self):
        self._enter()

    def __exit__(self, *exc):
        self._leave()


class ReadWriteLock:
    def __init__(self):
        self._cond = Condition()
        self._inside = 0  # number of readers, or -1 for a writer
        self._writers = 0  # waiting

    def read(self):
        return _Guard(self._start_reading, self._stop_reading)

    def write(self):
        return _Guard(self._start_writing, self._stop_writing)

    def _start_reading(self):
        with self._cond:
            self._cond.wait_for(lambda: self._inside >= 0 and self._writers == 0)
            self._inside += 1

    def _stop_reading(self):
        with self._cond:
            self._inside -= 1
            if self._inside == 0:
                self._cond.notify_all()

    def _start_writing(self):
        with self._cond:
            self._writers += 1
            self._cond.wait_for(lambda: self._inside == 0)
            self._writers -= 1
            self._inside = -1

    def _stop_writing(self):
        with self._cond:
            self._inside = 0
            self._cond.notify_all()


class _Waiter:
    """Gives both forks or none."""

    def __init__(self):
        self._cond = Condition()
        self._in_use = set()

    def give(self, forks):
        with self._cond:
            self._cond.wait_for(lambda: not (forks & self._in_use))
            self._in_use |= forks

    def take_back(self, forks):
        with self._cond:
            self._in_use -= forks
            self._cond.notify_all()


def dine(philosophers, rounds, eat):
    waiter = _Waiter()

    def philosopher(i):
        left = i
        right = (i + 1) % philosophers
        for _ in range(rounds):
            waiter.give({left, right})
            try:
                eat(i, left, right)
            finally:
                waiter.take_back({left, right})

    threads = [Thread(target=philosopher, args=(i,)) for i in range(philosophers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
