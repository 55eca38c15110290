# pattern: sleep as synchronisation
# thread: run()
# holds: threads == [[[1, 2]]]

import threading
import time


def run():
    done = []

    def work(number):
        time.sleep(2)
        done.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=1)  # <- fault
    return sorted(done)
