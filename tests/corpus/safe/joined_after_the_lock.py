# pattern: lock-order deadlock, 2 locks
# thread: run()
# holds: threads == [[[1, 2]]]

import threading

lock = threading.Lock()
done = []


def work():
    with lock:
        done.append(2)


def run():
    worker = threading.Thread(target=work)
    with lock:
        worker.start()
        done.append(1)
    worker.join()
    return done
