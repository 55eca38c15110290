# pattern: lost update, attribute
# make: s = Store()
# thread: s.put("a", 1)
# thread: s.put("b", 2)
# then: s.size
# holds: then == [2]

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class Store:
    items: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def put(self, key: str, value: int) -> None:
        with self.lock:
            self.items[key] = value

    @property
    def size(self) -> int:
        with self.lock:
            return len(self.items)
