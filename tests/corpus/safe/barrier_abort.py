# pattern: barrier misuse
# thread: run([2, 0])
# holds: sorted(threads[0][0]) == ["broken", "zero"]

import threading


def run(numbers):
    barrier = threading.Barrier(len(numbers))
    found = []

    def work(number):
        try:
            10 // number
            barrier.wait()
        except ZeroDivisionError:
            barrier.abort()
            found.append("zero")
        except threading.BrokenBarrierError:
            found.append("broken")

    threads = [threading.Thread(target=work, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
