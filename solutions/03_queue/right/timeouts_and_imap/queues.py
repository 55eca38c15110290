# style: queue.Queue asked with time-outs, and looked into once more when closed; ThreadPool.imap over a generator that waits for places
import multiprocessing
import queue as stdqueue
import threading
import time
from multiprocessing.pool import ThreadPool


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
        self.queue = stdqueue.Queue(maxsize)
        self.open = threading.Event()
        self.open.set()
        self.putting = threading.Lock()

    def put(self, item):
        while True:
            with self.putting:
                if not self.open.is_set():
                    raise Closed()
                if offer(self.queue, item):
                    return
            time.sleep(0.005)

    def get(self):
        while True:
            is_open = self.open.is_set()
            try:
                return self.queue.get(timeout=0.01) if is_open else self.queue.get_nowait()
            except stdqueue.Empty:
                if not is_open:
                    raise Closed() from None

    def close(self):
        with self.putting:
            self.open.clear()


def process_all(items, func, consumers, maxsize):
    places = threading.BoundedSemaphore(consumers + maxsize)

    def feed():
        for item in items:
            places.acquire()
            yield item

    def one(item):
        try:
            return func(item), None
        except Exception as error:
            return None, error
        finally:
            places.release()

    with ThreadPool(consumers) as pool:
        answers = list(pool.imap(one, feed()))
        pool.close()
        pool.join()
    for _, error in answers:
        if error is not None:
            raise error
    return [result for result, _ in answers]


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
            answers.put((index, func(item), None))
        except Exception as error:
            answers.put((index, None, error))


def process_all_mp(items, func, consumers, maxsize):
    tasks = multiprocessing.Queue(maxsize)
    answers = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=mp_consumer, args=(tasks, answers, func)) for _ in range(consumers)]
    processes.append(multiprocessing.Process(target=mp_producer, args=(tasks, items, consumers)))
    for process in processes:
        process.start()
    results = [None] * len(items)
    errors = []
    for _ in items:
        index, result, error = answers.get()
        results[index] = result
        if error is not None:
            errors.append(error)
    for process in processes:
        process.join()
    if errors:
        raise errors[0]
    return results
