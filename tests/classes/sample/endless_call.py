# drain loops for ever


def drain(queue):
    found = []
    while True:
        if not queue.empty():
            found.append(queue.get())
