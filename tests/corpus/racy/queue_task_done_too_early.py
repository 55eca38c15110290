# pattern: queue shutdown
# thread: run([1, 2])
# holds: threads == [[[1, 4]]]

import queue
import threading


def run(numbers):
    tasks = queue.Queue()
    found = []

    def work():
        for _ in numbers:
            number = tasks.get()
            tasks.task_done()  # <- fault
            found.append(number * number)

    worker = threading.Thread(target=work)
    worker.start()
    for number in numbers:
        tasks.put(number)
    tasks.join()
    result = list(found)
    worker.join()
    return result
