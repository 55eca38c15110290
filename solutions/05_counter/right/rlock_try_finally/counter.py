# style: RLock with acquire, try and finally; snapshot inside reset; Thread subclasses that keep their count
import threading


class Counter:
    def __init__(self):
        self.lock = threading.RLock()
        self.number = 0

    def increment(self, by=1):
        self.lock.acquire()
        try:
            self.number = self.number + by
        finally:
            self.lock.release()

    def decrement(self, by=1):
        self.lock.acquire()
        try:
            self.increment(-by)
        finally:
            self.lock.release()

    @property
    def value(self):
        return self.number  # one read of one number: there is nothing to tear


class Stats:
    def __init__(self):
        self.lock = threading.RLock()
        self.numbers = []

    def record(self, x):
        if not isinstance(x, (int, float)):
            raise TypeError(f"not a number: {x!r}")
        self.lock.acquire()
        try:
            self.numbers.append(x)
        finally:
            self.lock.release()

    def snapshot(self):
        self.lock.acquire()
        try:
            return len(self.numbers), float(sum(self.numbers)), max(self.numbers, default=float("-inf"))
        finally:
            self.lock.release()

    def reset(self):
        self.lock.acquire()
        try:
            came = self.snapshot()
            del self.numbers[:]
            return came
        finally:
            self.lock.release()


class Worker(threading.Thread):
    def __init__(self, work, times):
        super().__init__(daemon=True)
        self.work, self.times, self.hits = work, times, 0

    def run(self):
        for _ in range(self.times):
            try:
                answer = self.work()
            except Exception:
                answer = False
            if answer is True:
                self.hits += 1


def count_with_threads(work, threads, times):
    workers = [Worker(work, times) for _ in range(threads)]
    for worker in workers:
        worker.start()
    hits = 0
    for worker in workers:
        worker.join()
        hits += worker.hits
    return hits
