# pattern: lock-order deadlock, 2 locks
# thread: run()

import threading

lock = threading.Lock()
done = []


def work():
    with lock:
        done.append(1)


def run():
    worker = threading.Thread(target=work)
    worker.start()
    with lock:
        worker.join()  # <- fault
    return done
