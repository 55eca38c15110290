# pattern: lost update, closure
# thread: count(2, 2)
# holds: threads == [[4]]

import threading as t


def count(threads, each):
    total = 0
    lock = t.Lock()

    def work():
        nonlocal total
        for _ in range(each):
            with lock:
                total += 1

    made = [t.Thread(target=work) for _ in range(threads)]
    for one in made:
        one.start()
    for one in made:
        one.join()
    return total
