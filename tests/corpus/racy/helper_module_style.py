# pattern: lost update, attribute
# thread: run()
# holds: threads == [[2]]

def run():
    import importlib

    threading = importlib.import_module("threading")

    class State:
        count = 0

    def work():
        State.count += 1  # <- fault

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return State.count
