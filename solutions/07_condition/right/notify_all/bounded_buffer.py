# style: one condition for everybody, wait_for and notify_all; generations for the gate
from threading import Condition
from typing import Any, Optional


class BoundedBuffer:
    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("capacity")
        self.capacity = capacity
        self.items: list[Any] = []
        self.condition = Condition()

    def put(self, item: Any, timeout: Optional[float] = None) -> None:
        with self.condition:
            if not self.condition.wait_for(self.has_place, timeout=timeout):
                raise TimeoutError
            self.items.insert(0, item)
            self.condition.notify_all()

    def get(self, timeout: Optional[float] = None) -> Any:
        with self.condition:
            if not self.condition.wait_for(self.has_item, timeout=timeout):
                raise TimeoutError
            self.condition.notify_all()
            return self.items.pop()

    def has_place(self) -> bool:
        return len(self.items) < self.capacity

    def has_item(self) -> bool:
        return bool(self.items)

    def __len__(self) -> int:
        return len(self.items)


class Gate:
    def __init__(self) -> None:
        self.condition = Condition()
        self.generation = 0  # even: closed, odd: open

    def wait(self, timeout: Optional[float] = None) -> bool:
        with self.condition:
            mine = self.generation
            if mine % 2:
                return True
            return self.condition.wait_for(lambda: self.generation > mine, timeout)

    def open(self) -> None:
        with self.condition:
            if self.generation % 2 == 0:
                self.generation += 1
                self.condition.notify_all()

    def close(self) -> None:
        with self.condition:
            if self.generation % 2 == 1:
                self.generation += 1


class Latch:
    def __init__(self, count: int) -> None:
        self.count = count
        self.condition = Condition()

    def count_down(self) -> None:
        with self.condition:
            self.count -= 1
            self.condition.notify_all()

    def wait(self, timeout: Optional[float] = None) -> bool:
        with self.condition:
            return self.condition.wait_for(lambda: self.count <= 0, timeout)
