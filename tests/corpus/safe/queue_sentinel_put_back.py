# pattern: queue shutdown
# thread: run([1])
# holds: threads == [[[1]]]

import queue
import threading


def run(items):
    tasks = queue.SimpleQueue()
    done = []

    def work():
        for item in iter(tasks.get, None):
            done.append(item)
        tasks.put(None)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for item in items:
        tasks.put(item)
    tasks.put(None)
    for worker in workers:
        worker.join()
    return done
