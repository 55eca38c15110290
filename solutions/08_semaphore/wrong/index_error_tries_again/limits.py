# fault: an IndexError of connect is taken for 'somebody else was quicker', and connect is called again | caught by: faults
from collections import deque
from contextlib import contextmanager
from threading import Condition, Lock as L, Semaphore, Thread


class ConnectionPool:
    def __init__(self, connect, size):
        self.c, self.s, self.q = connect, Semaphore(size), deque()

    @contextmanager
    def lease(self):
        with self.s:
            while True:
                try:
                    x = self.q.popleft() if self.q else self.c()
                    break
                except IndexError:  # <- fault
                    continue
            try:
                yield x
            finally:
                self.q.append(x)


class ReadWriteLock:
    def __init__(self):
        self.c, self.r, self.w = Condition(), 0, deque()

    @contextmanager
    def read(self):
        with self.c:
            self.c.wait_for(lambda: not self.w)
            self.r += 1
        try:
            yield
        finally:
            with self.c:
                self.r -= 1
                self.c.notify_all()

    @contextmanager
    def write(self):
        me = object()
        with self.c:
            self.w.append(me)
            self.c.wait_for(lambda: self.w[0] is me and not self.r)
        try:
            yield
        finally:
            with self.c:
                self.w.popleft()
                self.c.notify_all()


def dine(philosophers, rounds, eat):
    n, forks = philosophers, [L() for _ in range(philosophers)]

    def live(i):
        l, r = i, (i + 1) % n
        a, b = (l, r) if i % 2 else (r, l)
        for _ in range(rounds):
            if n == 1:
                eat(i, l, r)
                continue
            with forks[a], forks[b]:
                eat(i, l, r)

    ts = [Thread(target=live, args=(i,)) for i in range(n)]
    [t.start() for t in ts]
    [t.join() for t in ts]
