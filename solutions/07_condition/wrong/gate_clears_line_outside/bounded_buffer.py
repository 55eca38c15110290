# fault: open serves and clears the line after it has given the lock back: who comes after a close in between is thrown out of the line and never woken | caught by: race
from collections import deque
from threading import Event, Lock


class _Waiter:
    """Somebody in the line. `item` is what it brings or what it got, `served` says that it may go on."""

    __slots__ = ("item", "served", "_bell")

    def __init__(self, item=None):
        self.item = item
        self.served = False
        self._bell = Event()

    def serve(self):
        self.served = True
        self._bell.set()

    def sleep(self, timeout):
        self._bell.wait(timeout)


class BoundedBuffer:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(capacity)
        self._capacity = capacity
        self._lock = Lock()
        self._items = deque()
        self._putters = deque()  # there are some only while the buffer is full
        self._getters = deque()  # there are some only while it is empty

    def put(self, item, timeout=None):
        with self._lock:
            if self._getters:
                getter = self._getters.popleft()
                getter.item = item
                getter.serve()
                return
            if len(self._items) < self._capacity:
                self._items.append(item)
                return
            me = _Waiter(item)
            self._putters.append(me)
        self._sleep(me, self._putters, timeout)

    def get(self, timeout=None):
        with self._lock:
            if self._items:
                item = self._items.popleft()
                if self._putters:
                    putter = self._putters.popleft()
                    self._items.append(putter.item)
                    putter.serve()
                return item
            me = _Waiter()
            self._getters.append(me)
        self._sleep(me, self._getters, timeout)
        return me.item

    def _sleep(self, me, line, timeout):
        me.sleep(timeout)
        with self._lock:
            if not me.served:
                line.remove(me)
                raise TimeoutError("time is up")

    def __len__(self):
        with self._lock:
            return len(self._items)


class Gate:
    def __init__(self):
        self._lock = Lock()
        self._open = False
        self._line = []

    def wait(self, timeout=None):
        with self._lock:
            if self._open:
                return True
            me = _Waiter()
            self._line.append(me)
        me.sleep(timeout)
        with self._lock:
            if not me.served and me in self._line:
                self._line.remove(me)
            return me.served

    def open(self):
        with self._lock:
            self._open = True
            waiting = list(self._line)
        for waiter in waiting:
            waiter.serve()
        self._line.clear()  # <- fault

    def close(self):
        with self._lock:
            self._open = False


class Latch:
    """A gate that opens at the last count and is never closed."""

    def __init__(self, count):
        self._lock = Lock()
        self._left = count
        self._gate = Gate()
        if self._left == 0:
            self._gate.open()

    def count_down(self):
        with self._lock:
            if self._left == 0:
                return
            self._left -= 1
            if self._left == 0:
                self._gate.open()

    def wait(self, timeout=None):
        return self._gate.wait(timeout)
