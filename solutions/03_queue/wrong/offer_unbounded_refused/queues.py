# fault: offer compares the length with queue.maxsize itself; for a queue without a bound (maxsize 0) it always says full | caught by: race
"""Producers and consumers, the textbook way."""

import multiprocessing
import queue as queue_module
import threading
from collections import deque


class Closed(Exception):
    """Raised by a WorkQueue that has been closed."""


def offer(queue, item):
    if isinstance(queue, queue_module.Queue):  # <- fault
        with queue.mutex:
            if queue._qsize() >= queue.maxsize:
                return False
            queue._put(item)
            queue.unfinished_tasks += 1
            queue.not_empty.notify()
            return True
    try:
        queue.put_nowait(item)
    except queue_module.Full:
        return False
    return True


def drain(queue):
    items = []
    while True:
        try:
            items.append(queue.get_nowait())
        except queue_module.Empty:
            return items


class WorkQueue:
    def __init__(self, maxsize):
        self.maxsize = maxsize
        self.items = deque()
        self.closed = False
        self.lock = threading.Lock()
        self.not_empty = threading.Condition(self.lock)
        self.not_full = threading.Condition(self.lock)

    def put(self, item):
        with self.lock:
            while len(self.items) >= self.maxsize and not self.closed:
                self.not_full.wait()
            if self.closed:
                raise Closed
            self.items.append(item)
            self.not_empty.notify()

    def get(self):
        with self.lock:
            while not self.items:
                if self.closed:
                    raise Closed
                self.not_empty.wait()
            item = self.items.popleft()
            self.not_full.notify()
            return item

    def close(self):
        with self.lock:
            self.closed = True
            self.not_empty.notify_all()
            self.not_full.notify_all()


END = object()


def process_all(items, func, consumers, maxsize):
    queue = queue_module.Queue(maxsize)
    results = [None] * len(items)
    failures = []

    def produce():
        for place, item in enumerate(items):
            queue.put((place, item))
        for _ in range(consumers):
            queue.put(END)

    def consume():
        while True:
            entry = queue.get()
            if entry is END:
                return
            place, item = entry
            try:
                results[place] = func(item)
            except BaseException as error:
                failures.append(error)

    threads = [threading.Thread(target=produce)]
    threads += [threading.Thread(target=consume) for _ in range(consumers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


def _consume(func, tasks, results):
    while True:
        entry = tasks.get()
        if entry is None:
            return
        place, item = entry
        try:
            results.put((place, True, func(item)))
        except BaseException as error:
            results.put((place, False, error))


def _produce(items, tasks, consumers):
    for entry in enumerate(items):
        tasks.put(entry)
    for _ in range(consumers):
        tasks.put(None)


def process_all_mp(items, func, consumers, maxsize):
    tasks = multiprocessing.Queue(maxsize)
    answers = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=_consume, args=(func, tasks, answers)) for _ in range(consumers)]
    for process in processes:
        process.start()
    producer = threading.Thread(target=_produce, args=(items, tasks, consumers))
    producer.start()

    results = [None] * len(items)
    failures = []
    for _ in range(len(items)):
        place, good, value = answers.get()
        if good:
            results[place] = value
        else:
            failures.append(value)

    producer.join()
    for process in processes:
        process.join()
    for queue in (tasks, answers):
        queue.close()
        queue.join_thread()
    if failures:
        raise failures[0]
    return results
