# pattern: check then act
# thread: drain(2)
# holds: sorted(threads[0][0]) == [0, 1]

import queue
import threading


def drain(items):
    tasks = queue.Queue()
    for item in range(items):
        tasks.put(item)
    done = []

    def work():
        while not tasks.empty():
            done.append(tasks.get())  # <- fault

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return done
