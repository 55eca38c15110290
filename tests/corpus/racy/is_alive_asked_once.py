# pattern: check then act
# thread: run()
# holds: threads == [[3]]

import threading


def run():
    box = {"value": 0}

    def work():
        box["value"] = 3

    thread = threading.Thread(target=work)
    thread.start()
    value = box["value"] if thread.is_alive() else 3  # <- fault
    thread.join()
    return value
