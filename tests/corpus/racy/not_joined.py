# pattern: missed signal
# thread: run()
# holds: threads == [[1]]

import threading


def run():
    done = []
    thread = threading.Thread(target=done.append, args=(1,))
    thread.start()
    return len(done)  # <- fault
