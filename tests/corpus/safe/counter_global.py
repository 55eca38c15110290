# pattern: lost update, global
# thread: run(2)
# holds: threads == [[2]]

from threading import *

total = 0
lock = Lock()


def work():
    global total
    with lock:
        total += 1


def run(count):
    threads = [Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total
