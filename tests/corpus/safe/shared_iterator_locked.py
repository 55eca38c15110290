# pattern: check then act
# thread: work(3)
# holds: sorted(threads[0][0]) == [0, 1, 2]

import threading


def work(count):
    numbers = iter(range(count))
    lock = threading.Lock()
    done = []

    def worker():
        while True:
            with lock:
                item = next(numbers, None)
            if item is None:
                return
            done.append(item)

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    return done
