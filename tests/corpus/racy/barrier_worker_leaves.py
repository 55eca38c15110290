# pattern: barrier misuse
# thread: run([2, 0])
# holds: sorted(threads[0][0]) == [0, 5]

import threading


def run(numbers):
    barrier = threading.Barrier(len(numbers))
    found = []

    def work(number):
        try:
            result = 10 // number
        except ZeroDivisionError:
            found.append(0)
            return  # <- fault
        barrier.wait()
        found.append(result)

    threads = [threading.Thread(target=work, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
