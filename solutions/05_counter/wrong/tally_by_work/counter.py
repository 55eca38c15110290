# fault: the hits are kept in the module, one tally for each work: two calls at the same time with the same work share it | caught by: race
import threading


class Counter:
    """Counts up and down."""

    def __init__(self) -> None:
        self.__lock = threading.RLock()
        self.__value = 0

    def increment(self, by: int = 1) -> None:
        self.__lock.acquire()
        try:
            self.__value = self.__value + by
        finally:
            self.__lock.release()

    def decrement(self, by: int = 1) -> None:
        self.increment(-by)

    @property
    def value(self) -> int:
        self.__lock.acquire()
        try:
            return self.__value
        finally:
            self.__lock.release()


class Stats:
    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._clear()

    def _clear(self) -> None:
        self._count = 0
        self._total = 0.0
        self._maximum = float("-inf")

    def record(self, x: float) -> None:
        self._lock.acquire()
        try:
            new_total = self._total + x
            if x > self._maximum:
                new_maximum = x
            else:
                new_maximum = self._maximum
            self._count += 1
            self._total = new_total
            self._maximum = new_maximum
        finally:
            self._lock.release()

    def snapshot(self) -> tuple[int, float, float]:
        self._lock.acquire()
        try:
            return (self._count, self._total, self._maximum)
        finally:
            self._lock.release()

    def reset(self) -> tuple[int, float, float]:
        self._lock.acquire()
        try:
            result = self.snapshot()
            self._clear()
            return result
        finally:
            self._lock.release()


_tallies = {}
_tallies_lock = threading.Lock()


def count_with_threads(work, threads: int, times: int) -> int:
    with _tallies_lock:
        slots = _tallies.setdefault(id(work), [])  # <- fault

    def run(number: int) -> None:
        mine = 0
        for _ in range(times):
            try:
                answer = work()
            except Exception:
                answer = False
            if answer is True:
                mine = mine + 1
        slots.append(mine)

    workers = []
    for number in range(threads):
        worker = threading.Thread(target=run, args=(number,), name=f"worker-{number}")
        workers.append(worker)
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    with _tallies_lock:
        _tallies.pop(id(work), None)
    return sum(slots)
