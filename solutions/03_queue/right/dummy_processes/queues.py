# style: multiprocessing.dummy: its Process, Queue and Semaphore are threads; drain empties the deque under the queue's mutex
import multiprocessing
import queue as stdqueue
import threading
from multiprocessing import dummy


class Closed(Exception):
    pass


def offer(queue, item):
    try:
        queue.put_nowait(item)
        return True
    except stdqueue.Full:
        return False


def drain(queue):
    with queue.mutex:
        items = list(queue.queue)
        queue.queue.clear()
        queue.not_full.notify_all()
    return items


class WorkQueue:
    """Two semaphores and a turnstile: whoever is let go by close lets the next one go."""

    def __init__(self, maxsize):
        self.items, self.closed = [], False
        self.mutex, self.room, self.filled = dummy.Lock(), dummy.Semaphore(maxsize), dummy.Semaphore(0)

    def put(self, item):
        self.room.acquire()
        self.mutex.acquire()
        closed = self.closed
        if not closed:
            self.items += [item]
        self.mutex.release()
        (self.room if closed else self.filled).release()
        if closed:
            raise Closed

    def get(self):
        self.filled.acquire()
        self.mutex.acquire()
        found, self.items = self.items[:1], self.items[1:]
        self.mutex.release()
        (self.room if found else self.filled).release()
        if not found:
            raise Closed
        return found[0]

    def close(self):
        with self.mutex:
            self.closed = True
        self.room.release()
        self.filled.release()


def process_all(items, func, consumers, maxsize):
    tasks, answers = dummy.JoinableQueue(maxsize), dummy.Queue()
    team = [dummy.Process(target=mp_consumer, args=(tasks, answers, func)) for _ in range(consumers)]
    team.append(dummy.Process(target=mp_producer, args=(tasks, items, consumers)))
    for member in team:
        member.start()
    for member in team:
        member.join()
    results, errors = [None] * len(items), []
    while not answers.empty():
        index, results[index], error = answers.get()
        errors += [error] if error else []
    if errors:
        raise errors[0]
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
