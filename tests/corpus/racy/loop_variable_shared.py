# pattern: lost update, closure
# thread: run()
# holds: sorted(threads[0][0]) == [0, 1]

import threading


def run():
    seen = []
    threads = []
    for number in range(2):
        threads.append(threading.Thread(target=lambda: seen.append(number)))  # <- fault
        threads[-1].start()
    for thread in threads:
        thread.join()
    return seen
