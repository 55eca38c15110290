# style: no locks at the table: philosophers of one colour eat together, and a Barrier stands between the colours
import contextlib
import threading


class ConnectionPool:
    def __init__(self, connect, size):
        self._connect = connect
        self._slots = [[] for _ in range(size)]
        self._locks = [threading.Lock() for _ in range(size)]
        self._count = threading.Semaphore(size)
        self._last = []

    @contextlib.contextmanager
    def lease(self):
        with self._count:
            # One of the slots is free for whoever is in here; those with a connection are tried first.
            while True:
                order = sorted(range(len(self._slots)), key=lambda number: not self._slots[number])
                number = next((each for each in order if self._locks[each].acquire(blocking=False)), None)
                if number is not None:
                    break
            with contextlib.ExitStack() as stack:
                stack.callback(self._locks[number].release)
                slot = self._slots[number]
                if not slot:
                    slot.append(self._connect())
                yield slot[0]


class ReadWriteLock:
    """A baton: whoever may go on next is handed it (split binary semaphore)."""

    def __init__(self):
        self._entry = threading.Semaphore(1)
        self._for_readers = threading.Semaphore(0)
        self._for_writers = threading.Semaphore(0)
        self._reading = self._writing = 0
        self._delayed_readers = self._delayed_writers = 0

    def _signal(self):
        if self._writing == 0 and self._reading == 0 and self._delayed_writers:
            self._delayed_writers -= 1
            self._for_writers.release()
        elif self._writing == 0 and self._delayed_readers and not self._delayed_writers:
            self._delayed_readers -= 1
            self._for_readers.release()
        else:
            self._entry.release()

    @contextlib.contextmanager
    def read(self):
        self._entry.acquire()
        if self._writing or self._delayed_writers:
            self._delayed_readers += 1
            self._entry.release()
            self._for_readers.acquire()
        self._reading += 1
        self._signal()
        try:
            yield
        finally:
            self._entry.acquire()
            self._reading -= 1
            self._signal()

    @contextlib.contextmanager
    def write(self):
        self._entry.acquire()
        if self._writing or self._reading:
            self._delayed_writers += 1
            self._entry.release()
            self._for_writers.acquire()
        self._writing += 1
        self._signal()
        try:
            yield
        finally:
            self._entry.acquire()
            self._writing -= 1
            self._signal()


def dine(philosophers, rounds, eat):
    last = philosophers - 1
    colour = [2 if i == last and philosophers % 2 else i % 2 for i in range(philosophers)]
    barrier = threading.Barrier(philosophers)

    def live(i):
        for _ in range(rounds):
            for now in range(3):
                if colour[i] == now:
                    eat(i, i, (i + 1) % philosophers)
                barrier.wait()

    threads = [threading.Thread(target=live, args=(i,), daemon=True) for i in range(philosophers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
