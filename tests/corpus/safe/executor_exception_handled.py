# pattern: executor deadlock
# thread: run()
# holds: threads == [["ZeroDivisionError"]]

from concurrent import futures


def run():
    with futures.ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(lambda: 1 // 0)
        error = waiting.exception()
        return type(error).__name__
