# pattern: queue shutdown
# thread: run([1, 2])
# holds: threads == [[[2, 4]]]

import queue
import threading


def run(numbers):
    tasks = queue.Queue()
    found = []

    def work():
        while True:
            found.append(2 * tasks.get())
            tasks.task_done()

    threading.Thread(target=work, daemon=True).start()
    for number in numbers:
        tasks.put(number)
    tasks.join()
    return found
