# pattern: queue shutdown
# thread: run([3, 0])

import queue
import threading


def run(numbers):
    tasks = queue.Queue()
    found = []

    def work():
        while True:
            number = tasks.get()
            if number is None:
                return
            try:
                found.append(6 // number)
            except ZeroDivisionError:
                continue  # <- fault
            tasks.task_done()

    worker = threading.Thread(target=work)
    worker.start()
    for number in numbers:
        tasks.put(number)
    tasks.join()
    tasks.put(None)
    worker.join()
    return found
