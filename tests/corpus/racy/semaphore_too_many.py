# pattern: semaphore over-release
# make: g = Guard()
# thread: g.add()
# thread: g.add()
# then: g.value
# holds: then == [2]

import threading


class Guard:
    def __init__(self):
        self.semaphore = threading.Semaphore(2)  # <- fault
        self.value = 0

    def add(self):
        with self.semaphore:
            self.value += 1
