# pattern: queue shutdown
# thread: run()
# holds: sorted(threads[0][0]) == [1, 2]

import queue
import threading


def run():
    tasks = queue.Queue()
    done = []

    def produce(item):
        tasks.put(item)
        if item == 2:
            tasks.put(None)  # <- fault

    def consume():
        while True:
            item = tasks.get()
            if item is None:
                break
            done.append(item)

    threads = [threading.Thread(target=produce, args=(item,)) for item in (1, 2)]
    threads.append(threading.Thread(target=consume))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done
