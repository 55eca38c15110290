"""Sequential models that programs of the corpus are held against: what the operations do, one at a time."""

from __future__ import annotations

from collections import deque

from grader.describe import Blocks


class Counter:
    def __init__(self) -> None:
        self.value = 0

    def increment(self) -> int:
        self.value += 1
        return self.value


class Buffer:
    """Of one place."""

    def __init__(self) -> None:
        self.items: deque[object] = deque()

    def put(self, item: object) -> None:
        if self.items:
            raise Blocks
        self.items.append(item)

    def get(self) -> object:
        if not self.items:
            raise Blocks
        return self.items.popleft()


class Stack:
    def __init__(self) -> None:
        self.items: list[object] = []

    def push(self, item: object) -> None:
        self.items.append(item)

    def pop(self) -> object:
        return self.items.pop() if self.items else "empty"


class Register:
    def __init__(self) -> None:
        self.value = 0

    def set(self, value: int) -> None:
        self.value = value

    def get(self) -> int:
        return self.value
