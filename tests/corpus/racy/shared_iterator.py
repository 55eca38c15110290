# pattern: check then act
# thread: work(3)
# holds: sorted(threads[0][0]) == [0, 1, 2]

import threading


def work(count):
    state = {"next": 0}
    done = []

    def worker():
        while state["next"] < count:
            item = state["next"]  # <- fault
            state["next"] = item + 1
            done.append(item)

    workers = [threading.Thread(target=worker) for _ in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    return done
