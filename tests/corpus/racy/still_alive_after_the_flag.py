# pattern: check then act
# thread: run()
# holds: threads == [[False]]

import threading


def run():
    finished = threading.Event()
    thread = threading.Thread(target=finished.set)
    thread.start()
    finished.wait()
    alive = thread.is_alive()  # <- fault
    thread.join()
    return alive
