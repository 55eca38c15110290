# pattern: sleep as synchronisation
# thread: run()
# holds: threads == [[1]]

import threading
import time


class Box:
    value = None


def run():
    box = Box()

    def work():
        time.sleep(3)
        box.value = 1

    thread = threading.Thread(target=work)
    thread.start()
    while box.value is None:
        time.sleep(1)
    thread.join()
    return box.value
