# pattern: queue shutdown
# thread: run()
# holds: threads == [[[1]]]

import queue
import threading


class Worker(threading.Thread):
    def __init__(self):
        super().__init__()
        self.tasks = queue.Queue()
        self.stopping = threading.Event()
        self.done = []

    def run(self):
        while not (self.stopping.is_set() and self.tasks.empty()):
            try:
                self.done.append(self.tasks.get(timeout=0.1))
            except queue.Empty:
                continue


def run():
    worker = Worker()
    worker.start()
    worker.tasks.put(1)
    worker.stopping.set()
    worker.join()
    return worker.done
