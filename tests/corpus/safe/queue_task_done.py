# pattern: queue shutdown
# thread: run([3, 0])
# holds: threads == [[[2]]]

import queue
import threading


def run(numbers):
    tasks = queue.Queue(maxsize=1)
    found = []

    def work():
        while True:
            number = tasks.get()
            try:
                if number is None:
                    return
                found.append(6 // number)
            except ZeroDivisionError:
                pass
            finally:
                tasks.task_done()

    worker = threading.Thread(target=work)
    worker.start()
    for number in numbers:
        tasks.put(number)
    tasks.join()
    result = list(found)
    tasks.put(None)
    worker.join()
    return result
