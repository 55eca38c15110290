# style: acquire and release in try/finally, an RLock shared by two conditions, wait in a while loop
import collections
import threading
from time import monotonic as now


class BoundedBuffer:
    def __init__(self, capacity):
        if capacity <= 0:
            raise ValueError("capacity must be positive")
        self.queue = collections.deque(maxlen=capacity)
        lock = threading.RLock()
        self.space = threading.Condition(lock)
        self.stuff = threading.Condition(lock)

    def put(self, item, timeout=None):
        self.space.acquire()
        try:
            if timeout is None:
                while len(self) == self.queue.maxlen:
                    self.space.wait()
            else:
                deadline = now() + timeout
                while len(self) == self.queue.maxlen:
                    rest = deadline - now()
                    if rest <= 0.0:
                        raise TimeoutError("put")
                    if not self.space.wait(rest):
                        if len(self) == self.queue.maxlen:
                            raise TimeoutError("put")
            self.queue.append(item)
            self.stuff.notify()
        finally:
            self.space.release()

    def get(self, timeout=None):
        self.stuff.acquire()
        try:
            deadline = None if timeout is None else now() + timeout
            while len(self) == 0:
                if deadline is None:
                    self.stuff.wait()
                elif not self.stuff.wait(max(0.0, deadline - now())) and len(self) == 0:
                    raise TimeoutError("get")
            try:
                return self.queue.popleft()
            finally:
                self.space.notify()
        finally:
            self.stuff.release()

    def __len__(self):
        self.stuff.acquire()
        try:
            return len(self.queue)
        finally:
            self.stuff.release()


class Gate:
    def __init__(self):
        self.event = threading.Event()

    def wait(self, timeout=None):
        return self.event.wait(timeout)

    def open(self):
        self.event.set()

    def close(self):
        self.event.clear()


class Latch:
    def __init__(self, count):
        self.cond = threading.Condition(threading.Lock())
        self.left = count

    def count_down(self):
        self.cond.acquire()
        try:
            if self.left == 0:
                return
            self.left -= 1
            if self.left == 0:
                self.cond.notify_all()
        finally:
            self.cond.release()

    def wait(self, timeout=None):
        end = timeout if timeout is None else now() + timeout
        self.cond.acquire()
        try:
            while self.left:
                if end is None:
                    self.cond.wait()
                    continue
                rest = end - now()
                if rest <= 0:
                    return False
                self.cond.wait(rest)
            return True
        finally:
            self.cond.release()
