# pattern: double-checked init
# thread: Registry.get()
# thread: Registry.get()
# then: Registry.created
# holds: then == [1]

class Registry:
    _instance = None
    created = 0

    def __init__(self):
        type(self).created += 1
        self.number = self.created

    @classmethod
    def get(cls):
        if cls._instance is None:
            cls._instance = cls()  # <- fault
        return cls._instance.number
