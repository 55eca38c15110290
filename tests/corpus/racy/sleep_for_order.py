# pattern: sleep as synchronisation
# thread: run()
# holds: threads == [[["first", "second"]]]

import threading
from time import sleep


def run():
    said = []

    def say(word, after):
        sleep(after)
        said.append(word)  # <- fault

    threads = [
        threading.Thread(target=say, args=("second", 0.2)),
        threading.Thread(target=say, args=("first", 0.1)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said
