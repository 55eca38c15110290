# pattern: lost update, attribute
# thread: run()
# holds: threads == [[[1, 4]]]

import threading


class Square(threading.Thread):
    def __init__(self, number):
        threading.Thread.__init__(self)
        self.number = number
        self.result = None

    def run(self):
        self.result = self.number * self.number


def run():
    threads = [Square(1), Square(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [thread.result for thread in threads]
