# pattern: lost update, closure
# thread: count(2, 2)
# holds: threads == [[4]]

from threading import Thread


def count(threads, each):
    total = 0

    def work():
        nonlocal total
        for _ in range(each):
            total = total + 1  # <- fault

    made = [Thread(target=work) for _ in range(threads)]
    for one in made:
        one.start()
    for one in made:
        one.join()
    return total
