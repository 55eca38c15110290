# pattern: missed signal
# thread: run()
# holds: threads == [[2]]

import threading


def run():
    done = []
    for number in range(2):
        thread = threading.Thread(target=done.append, args=(number,))
        thread.start()
    thread.join()  # <- fault
    return len(done)
