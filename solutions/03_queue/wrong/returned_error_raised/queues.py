# fault: an exception object that func returned is raised as if func had failed | caught by: correctness
import multiprocessing
import queue as stdqueue
import threading
from collections import deque


class Closed(Exception):
    pass


def offer(queue, item):
    try:
        queue.put_nowait(item)
        return True
    except stdqueue.Full:
        return False


def drain(queue):
    items = []
    while True:
        try:
            items.append(queue.get_nowait())
        except stdqueue.Empty:
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
                raise Closed()
            self.items.append(item)
            self.not_empty.notify()

    def get(self):
        with self.lock:
            while not self.items and not self.closed:
                self.not_empty.wait()
            if not self.items:
                raise Closed()
            item = self.items.popleft()
            self.not_full.notify()
            return item

    def close(self):
        with self.lock:
            self.closed = True
            self.not_empty.notify_all()
            self.not_full.notify_all()


def process_all(items, func, consumers, maxsize):
    tasks = stdqueue.Queue(maxsize)
    results = [None] * len(items)
    stop = object()

    def producer():
        for index, item in enumerate(items):
            tasks.put((index, item))
        for _ in range(consumers):
            tasks.put(stop)

    def consumer():
        while True:
            task = tasks.get()
            if task is stop:
                break
            index, item = task
            try:
                results[index] = func(item)
            except Exception as error:
                results[index] = error

    threads = [threading.Thread(target=consumer) for _ in range(consumers)]
    threads.append(threading.Thread(target=producer))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for result in results:
        if isinstance(result, Exception):  # <- fault
            raise result
    return results


def mp_producer(tasks, items, consumers):
    for index, item in enumerate(items):
        tasks.put((index, item))
    for _ in range(consumers):
        tasks.put(None)


def mp_consumer(tasks, answers, func):
    while True:
        task = tasks.get()
        if task is None:
            break
        index, item = task
        try:
            answers.put((index, func(item)))
        except Exception as error:
            answers.put((index, error))


def process_all_mp(items, func, consumers, maxsize):
    tasks = multiprocessing.Queue(maxsize)
    answers = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=mp_consumer, args=(tasks, answers, func)) for _ in range(consumers)]
    processes.append(multiprocessing.Process(target=mp_producer, args=(tasks, items, consumers)))
    for process in processes:
        process.start()
    results = [None] * len(items)
    for _ in items:
        index, result = answers.get()
        results[index] = result
    for process in processes:
        process.join()
    for result in results:
        if isinstance(result, Exception):  # <- fault
            raise result
    return results
