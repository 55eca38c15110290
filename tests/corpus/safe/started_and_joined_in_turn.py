# pattern: lost update, attribute
# thread: run()
# holds: threads == [[3]]

import threading


class State:
    value = 0


def run():
    state = State()

    def work():
        state.value += 1

    for _ in range(3):
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
    return state.value
