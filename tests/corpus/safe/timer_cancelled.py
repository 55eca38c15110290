# pattern: sleep as synchronisation
# thread: run()
# holds: threads == [["done"]]

import threading


def run():
    state = ["new"]
    timer = threading.Timer(60, state.append, args=["late"])
    timer.start()
    state[0] = "done"
    timer.cancel()
    timer.join()
    return state[0]
