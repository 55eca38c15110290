# pattern: sleep as synchronisation
# thread: run()
# holds: threads == [[7]]

import threading
import time


def run():
    result = []

    def work():
        time.sleep(2.5)
        result.append(7)

    thread = threading.Thread(target=work)
    thread.start()
    while thread.is_alive():
        thread.join(timeout=1)
    return result[0]
