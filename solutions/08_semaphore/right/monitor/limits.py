# style: one RLock and conditions; philosophers think, are hungry and eat, and those who leave let their neighbours eat
import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Callable


@dataclass
class ConnectionPool:
    connect: Callable[[], Any]
    size: int
    connections: dict[int, Any] = field(default_factory=dict)
    lent: set[int] = field(default_factory=set)
    back: threading.Condition = field(default_factory=threading.Condition)

    def lease(self) -> AbstractContextManager[Any]:
        pool = self

        class Lease(AbstractContextManager):
            def __enter__(self):
                with pool.back:
                    while len(pool.lent) >= pool.size:
                        pool.back.wait()
                    idle = [number for number in range(pool.size) if number not in pool.lent]
                    idle.sort(key=lambda number: number not in pool.connections)
                    self.number = idle[0]
                    pool.lent.add(self.number)
                if self.number not in pool.connections:
                    try:
                        made = pool.connect()
                    except BaseException:
                        self.__exit__(None, None, None)
                        raise
                    with pool.back:
                        pool.connections[self.number] = made
                return pool.connections[self.number]

            def __exit__(self, kind, error, trace):
                with pool.back:
                    pool.lent.discard(self.number)
                    pool.back.notify()

        return Lease()


class ReadWriteLock:
    def __init__(self) -> None:
        self.mutex = threading.RLock()
        self.may_read = threading.Condition(self.mutex)
        self.may_write = threading.Condition(self.mutex)
        self.state = 0  # readers inside, or -1 for a writer
        self.hurry = 0  # writers that wait

    def read(self):
        return _Guard(self._begin_read, self._end_read)

    def write(self):
        return _Guard(self._begin_write, self._end_write)

    def _begin_read(self):
        with self.mutex:
            while self.state < 0 or self.hurry > 0:
                self.may_read.wait()
            self.state += 1

    def _end_read(self):
        with self.mutex:
            self.state -= 1
            if self.state == 0:
                self.may_write.notify()

    def _begin_write(self):
        with self.mutex:
            self.hurry += 1
            try:
                while self.state:
                    self.may_write.wait()
            finally:
                self.hurry -= 1
            self.state = -1

    def _end_write(self):
        with self.mutex:
            self.state = 0
            if self.hurry:
                self.may_write.notify()
            else:
                self.may_read.notify_all()


class _Guard:
    def __init__(self, begin, end):
        self.begin, self.end = begin, end

    def __enter__(self):
        self.begin()
        return self

    def __exit__(self, *unused):
        self.end()


THINKING, HUNGRY, EATING = range(3)


def dine(philosophers: int, rounds: int, eat: Callable[[int, int, int], Any]) -> None:
    state = [THINKING] * philosophers
    monitor = threading.Lock()
    may_eat = [threading.Condition(monitor) for _ in range(philosophers)]

    def neighbours(i):
        return {(i - 1) % philosophers, (i + 1) % philosophers} - {i}

    def test(i):
        if state[i] == HUNGRY and all(state[each] != EATING for each in neighbours(i)):
            state[i] = EATING
            may_eat[i].notify()

    def live(i):
        for _ in range(rounds):
            with monitor:
                state[i] = HUNGRY
                test(i)
                while state[i] != EATING:
                    may_eat[i].wait()
            eat(i, i, (i + 1) % philosophers)
            with monitor:
                state[i] = THINKING
                for each in neighbours(i):
                    test(each)

    threads = [threading.Thread(target=live, args=(i,)) for i in range(philosophers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
