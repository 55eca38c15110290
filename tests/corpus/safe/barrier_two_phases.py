# pattern: barrier misuse
# thread: run()
# holds: threads == [[[3, 3]]]

import threading


def run():
    parts = [0, 0]
    sums = [0, 0]
    barrier = threading.Barrier(2)

    def work(index):
        parts[index] = index + 1
        barrier.wait()
        sums[index] = sum(parts)

    threads = [threading.Thread(target=work, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sums
