# pattern: lost wakeup
# make: l = Latch(2)
# thread: l.count_down()
# thread: l.count_down()
# thread: l.wait()
# holds: threads[2] == [0]

import threading


class Latch:
    def __init__(self, count):
        self.count = count
        self.condition = threading.Condition(threading.Lock())

    def count_down(self):
        with self.condition:
            self.count -= 1
            if self.count == 0:
                self.condition.notify_all()

    def wait(self):
        with self.condition:
            self.condition.wait_for(lambda: self.count == 0)
            return self.count
