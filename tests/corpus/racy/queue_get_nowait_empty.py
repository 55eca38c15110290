# pattern: queue shutdown
# thread: run()
# holds: threads == [[[1, 2]]]

import queue
import threading


def run():
    tasks = queue.Queue()
    found = []

    def consume():
        while True:
            try:
                found.append(tasks.get_nowait())
            except queue.Empty:  # <- fault
                break

    consumer = threading.Thread(target=consume)
    consumer.start()
    tasks.put(1)
    tasks.put(2)
    consumer.join()
    return found
