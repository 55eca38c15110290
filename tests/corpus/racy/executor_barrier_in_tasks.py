# pattern: executor deadlock
# thread: meet()

import threading
from concurrent import futures


def meet():
    barrier = threading.Barrier(3)
    with futures.ThreadPoolExecutor(max_workers=2) as pool:
        waiting = [pool.submit(barrier.wait) for _ in range(3)]  # <- fault
        return len([one.result() for one in waiting])
