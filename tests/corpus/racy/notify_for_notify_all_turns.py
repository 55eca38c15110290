# pattern: notify for notify_all
# make: t = Turns(3)
# thread: t.go(0)
# thread: t.go(1)
# thread: t.go(2)

import threading


class Turns:
    def __init__(self, count):
        self.next = 0
        self.count = count
        self.condition = threading.Condition()

    def go(self, number):
        with self.condition:
            while self.next != number:
                self.condition.wait()
            self.next += 1
            self.condition.notify()  # <- fault
