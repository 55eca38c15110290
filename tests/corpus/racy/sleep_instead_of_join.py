# pattern: sleep as synchronisation
# thread: run()
# holds: threads == [[5]]

import threading
import time


def run():
    result = []
    thread = threading.Thread(target=lambda: result.append(5))
    thread.start()
    time.sleep(0.5)
    value = result[0] if result else None  # <- fault
    thread.join()
    return value
