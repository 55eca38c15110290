# put holds the lock that get needs
import threading


class WorkQueue:
    def __init__(self, maxsize):
        self._lock = threading.Lock()
        self._items = []

    def put(self, item):
        with self._lock, self._lock:
            self._items.append(item)

    def get(self):
        with self._lock:
            return self._items.pop(0)

    def close(self):
        pass
