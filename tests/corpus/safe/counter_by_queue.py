# pattern: lost update, attribute
# thread: run([1, 2])
# holds: threads == [[3]]

import queue
import threading


def run(amounts):
    changes = queue.Queue()
    state = {"value": 0}

    def owner():
        while (amount := changes.get()) is not None:
            state["value"] += amount

    keeper = threading.Thread(target=owner)
    keeper.start()
    makers = [threading.Thread(target=changes.put, args=(amount,)) for amount in amounts]
    for maker in makers:
        maker.start()
    for maker in makers:
        maker.join()
    changes.put(None)
    keeper.join()
    return state["value"]
