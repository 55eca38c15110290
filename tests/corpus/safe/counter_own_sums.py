# pattern: lost update, list item
# thread: total([[1, 2], [3]])
# holds: threads == [[6]]

import threading


def total(parts):
    sums = [0] * len(parts)

    def work(index):
        for number in parts[index]:
            sums[index] += number

    threads = [threading.Thread(target=work, args=(index,)) for index in range(len(parts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(sums)
