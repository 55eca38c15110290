# pattern: queue shutdown
# thread: run()

import queue
import threading


class Worker(threading.Thread):
    def __init__(self):
        super().__init__()
        self.tasks = queue.Queue()
        self.stopping = False
        self.done = []

    def run(self):
        while not self.stopping:
            self.done.append(self.tasks.get())  # <- fault

    def stop(self):
        self.stopping = True


def run():
    worker = Worker()
    worker.start()
    worker.tasks.put(1)
    worker.stop()
    worker.join()
