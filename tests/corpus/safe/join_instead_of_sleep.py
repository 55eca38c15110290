# pattern: sleep as synchronisation
# thread: run()
# holds: threads == [[5]]

import threading
import time


def run():
    result = []

    def work():
        time.sleep(0.5)
        result.append(5)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return result[0]
