# style: tries, and sleeps a moment if it was in vain; whoever doesn't get the second fork puts the first one down
import random
import threading
import time
from contextlib import contextmanager

MOMENT = 0.001


class ConnectionPool:
    def __init__(self, connect, size):
        self.connect = connect
        self.lock = threading.Lock()
        self.idle = []
        self.left = size

    @contextmanager
    def lease(self):
        while True:
            with self.lock:
                if self.idle:
                    connection = self.idle.pop()
                    break
                if self.left:
                    self.left -= 1
                    try:
                        connection = self.connect()
                    except BaseException:
                        self.left += 1
                        raise
                    break
            time.sleep(MOMENT)
        try:
            yield connection
        finally:
            with self.lock:
                self.idle.append(connection)


class ReadWriteLock:
    def __init__(self):
        self.lock = threading.Lock()
        self.readers = set()
        self.writer = None
        self.writers_waiting = []

    @contextmanager
    def read(self):
        me = object()
        while True:
            with self.lock:
                if self.writer is None and not self.writers_waiting:
                    self.readers.add(me)
                    break
            time.sleep(MOMENT)
        try:
            yield
        finally:
            with self.lock:
                self.readers.remove(me)

    @contextmanager
    def write(self):
        me = object()
        with self.lock:
            self.writers_waiting.append(me)
        while True:
            with self.lock:
                if self.writer is None and not self.readers:
                    self.writer = me
                    self.writers_waiting.remove(me)
                    break
            time.sleep(MOMENT)
        try:
            yield
        finally:
            with self.lock:
                self.writer = None


def dine(philosophers, rounds, eat):
    forks = [threading.Lock() for _ in range(philosophers)]

    def philosopher(i):
        left, right = i, (i + 1) % philosophers
        eaten = 0
        while eaten < rounds:
            with forks[left]:
                if left == right:
                    eat(i, left, right)
                    eaten += 1
                elif forks[right].acquire(blocking=False):
                    try:
                        eat(i, left, right)
                        eaten += 1
                    finally:
                        forks[right].release()
            time.sleep(random.uniform(MOMENT, 3 * MOMENT))

    threads = []
    for i in range(philosophers):
        threads.append(threading.Thread(target=philosopher, args=(i,)))
        threads[-1].start()
    for thread in threads:
        thread.join()
