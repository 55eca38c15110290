# pattern: barrier misuse
# thread: run()
# holds: threads == [["met"]]

import threading
import time


def run():
    barrier = threading.Barrier(2)
    seen = []

    def late():
        time.sleep(3)
        try:
            barrier.wait()
        except threading.BrokenBarrierError:
            seen.append("broken")

    thread = threading.Thread(target=late)
    thread.start()
    try:
        barrier.wait(timeout=1)  # <- fault
    except threading.BrokenBarrierError:
        pass
    thread.join()
    return seen[0] if seen else "met"
