# pattern: queue shutdown
# thread: run([1, 2])
# holds: sorted(threads[0][0]) == [1, 2]

import queue
import threading


def run(items):
    tasks = queue.Queue()
    done = []

    def work():
        while (item := tasks.get()) is not None:
            done.append(item)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for item in items:
        tasks.put(item)
    for _ in workers:
        tasks.put(None)
    for worker in workers:
        worker.join()
    return done
