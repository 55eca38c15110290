# pattern: lost update, global
# thread: run(2)
# holds: threads == [[2]]

import threading

total = 0


def work():
    global total
    total += 1  # <- fault


def run(count):
    threads = [threading.Thread(target=work) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total
