# pattern: queue shutdown
# thread: run()
# holds: threads == [[[1, 2, 3]]]

import queue
import threading


def run():
    tasks = queue.PriorityQueue()
    threads = [threading.Thread(target=tasks.put, args=(number,)) for number in (3, 1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [tasks.get() for _ in range(3)]
