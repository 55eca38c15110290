# pattern: leaked lock on exception
# make: f = File()
# thread: f.write("ab")
# thread: f.write("cd")
# holds: all(x in ([True], [False]) for x in threads)

import threading


class File:
    def __init__(self):
        self.lock = threading.Lock()
        self.text = ""

    def write(self, text):
        got = self.lock.acquire(blocking=False)
        try:
            for letter in text:
                self.text += letter
        finally:
            if self.lock.locked():
                self.lock.release()  # <- fault
        return got
