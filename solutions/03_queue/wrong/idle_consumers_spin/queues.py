# fault: consumer processes ask again and again while there is no item | caught by: race
"""Queues: one lock with two conditions; the end of the items is an event of its own, never an item."""

import multiprocessing
import queue as queues
import threading
from collections import deque


class Closed(Exception):
    """Raised by a WorkQueue that has been closed."""


def offer(queue, item):
    """Put `item` if there is room right now; True if it is in the queue, False if the queue was full."""
    # Asking full() first would leave a gap in which another thread takes the place.
    try:
        queue.put_nowait(item)
    except queues.Full:
        return False
    return True


def drain(queue):
    """Return all items that are in `queue` right now, oldest first, without waiting."""
    items = []
    while True:
        try:
            items.append(queue.get_nowait())
        except queues.Empty:
            return items


class WorkQueue:
    """A bounded first-in-first-out queue for many threads that can be closed."""

    def __init__(self, maxsize):
        self._maxsize = maxsize
        self._items = deque()
        self._closed = False
        self._lock = threading.Lock()
        self._not_empty = threading.Condition(self._lock)
        self._not_full = threading.Condition(self._lock)

    def put(self, item):
        """Append `item`; wait while full. Raises Closed, also while waiting."""
        with self._lock:
            while len(self._items) >= self._maxsize and not self._closed:
                self._not_full.wait()
            if self._closed:
                raise Closed("put: the queue is closed")
            self._items.append(item)
            self._not_empty.notify()

    def get(self):
        """Remove and return the oldest item; wait while empty. Raises Closed when closed and nothing is left."""
        with self._lock:
            while not self._items and not self._closed:
                self._not_empty.wait()
            if not self._items:
                raise Closed("get: the queue is closed, and nothing is left")
            item = self._items.popleft()
            self._not_full.notify()
            return item

    def close(self):
        """Close the queue and wake all that wait: each of them has to see it."""
        with self._lock:
            self._closed = True
            self._not_empty.notify_all()
            self._not_full.notify_all()


def process_all(items, func, consumers, maxsize):
    """Return [func(item) for item in items], made by `consumers` threads behind a bounded queue."""
    jobs = WorkQueue(maxsize)
    results = [None] * len(items)
    failures = []

    def produce():
        for job in enumerate(items):
            jobs.put(job)
        jobs.close()

    def consume():
        while True:
            try:
                index, item = jobs.get()
            except Closed:
                return
            if failures:
                continue  # the call has failed already: only make room, so that the producer can end
            try:
                results[index] = func(item)
            except Exception as failure:
                failures.append(failure)

    threads = [threading.Thread(target=consume) for _ in range(consumers)]
    threads.append(threading.Thread(target=produce))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


def _consume(jobs, answers, func):
    """Work in a process of its own until None comes; a job is a pair, so no item is taken for the end."""
    while True:
        try:
            job = jobs.get_nowait()  # <- fault
        except queues.Empty:
            continue  # <- fault
        if job is None:
            return
        index, item = job
        try:
            answers.put((index, func(item), None))
        except Exception as failure:
            answers.put((index, None, failure))


def process_all_mp(items, func, consumers, maxsize):
    """Return [func(item) for item in items], made by `consumers` processes behind a bounded queue."""
    jobs = multiprocessing.Queue(maxsize)
    answers = multiprocessing.Queue()
    workers = [multiprocessing.Process(target=_consume, args=(jobs, answers, func)) for _ in range(consumers)]
    # Processes first: a fork is safest while there is no thread of ours.
    for worker in workers:
        worker.start()

    def produce():
        for job in enumerate(items):
            jobs.put(job)
        for _ in workers:
            jobs.put(None)

    producer = threading.Thread(target=produce)
    producer.start()
    results = [None] * len(items)
    failures = []
    # Drain before join: a worker can't end before its last answer has left the pipe.
    for _ in items:
        index, result, failure = answers.get()
        results[index] = result
        if failure is not None:
            failures.append(failure)
    for part in (producer, *workers):
        part.join()
    for channel in (jobs, answers):
        channel.close()
        channel.join_thread()
    if failures:
        raise failures[0]
    return results
