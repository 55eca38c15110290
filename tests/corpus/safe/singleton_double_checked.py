# pattern: double-checked init
# thread: Registry.get()
# thread: Registry.get()
# then: Registry.created
# holds: then == [1]

import threading


class Registry:
    _instance = None
    _lock = threading.Lock()
    created = 0

    def __init__(self):
        type(self).created += 1

    @classmethod
    def get(cls):
        if cls._instance is None:
            with cls._lock:
                if cls._instance is None:
                    cls._instance = cls()
        return cls._instance is not None
