# pattern: queue shutdown
# make: s = Service()
# thread: s.double([1, 2])
# holds: threads == [[[2, 4]]]

import queue
import threading


class Service:
    def __init__(self):
        self.tasks = queue.Queue()
        self.found = []
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self):
        while True:
            self.found.append(2 * self.tasks.get())
            self.tasks.task_done()

    def double(self, numbers):
        for number in numbers:
            self.tasks.put(number)
        self.tasks.join()
        return list(self.found)
