# pattern: leaked lock on exception
# thread: run([1, 0])
# holds: True

import threading


def run(numbers):
    found = []

    def work(number):
        found.append(1 // number)  # <- fault

    threads = [threading.Thread(target=work, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
