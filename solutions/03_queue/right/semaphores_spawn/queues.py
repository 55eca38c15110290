# style: semaphores and a lock by hand; ThreadPoolExecutor behind a semaphore; processes started by spawn
import multiprocessing
import queue as queue_module
import threading
from concurrent.futures import ThreadPoolExecutor

_spawn = multiprocessing.get_context("spawn")


class Closed(Exception):
    pass


def offer(queue, item):
    try:
        queue.put(item, False)
    except queue_module.Full:
        return False
    return True


def drain(queue):
    with queue.mutex:
        items = list(queue.queue)
        queue.queue.clear()
        queue.not_full.notify_all()
    return items


class WorkQueue:
    def __init__(self, maxsize):
        self.room = threading.Semaphore(maxsize)
        self.filled = threading.Semaphore(0)
        self.guard = threading.Lock()
        self.items = []
        self.closed = False

    def put(self, item):
        self.room.acquire()
        with self.guard:
            if self.closed:
                self.room.release()
                raise Closed()
            self.items.append(item)
        self.filled.release()

    def get(self):
        self.filled.acquire()
        with self.guard:
            if not self.items:
                self.filled.release()  # closed: pass it on to the next one that waits
                raise Closed()
            item = self.items.pop(0)
        self.room.release()
        return item

    def close(self):
        with self.guard:
            if self.closed:
                return
            self.closed = True
        self.room.release()
        self.filled.release()


def process_all(items, func, consumers, maxsize):
    # The executor's own queue is the queue between; the semaphore bounds what waits in it and what runs.
    places = threading.BoundedSemaphore(consumers + maxsize)

    def one(item):
        try:
            return func(item)
        finally:
            places.release()

    futures = []
    with ThreadPoolExecutor(max_workers=consumers) as executor:
        for item in items:
            places.acquire()
            futures.append(executor.submit(one, item))
    return [future.result() for future in futures]


def _run(inbox, outbox, func):
    for index, item in iter(inbox.get, "stop"):
        try:
            answer = index, func(item), None
        except Exception as error:
            answer = index, None, error
        outbox.put(answer)


def process_all_mp(items, func, consumers, maxsize):
    inbox, outbox = _spawn.Queue(maxsize), _spawn.Queue()
    processes = [_spawn.Process(target=_run, args=(inbox, outbox, func)) for _ in range(consumers)]
    for process in processes:
        process.start()

    def feed():
        for pair in enumerate(items):
            inbox.put(pair)
        for _ in processes:
            inbox.put("stop")

    feeder = threading.Thread(target=feed, name="feeder")
    feeder.start()
    try:
        answers = [outbox.get() for _ in range(len(items))]
    finally:
        feeder.join()
        for process in processes:
            process.join()
            process.close()
    results = [None] * len(items)
    for index, result, error in answers:
        if error:
            raise error
        results[index] = result
    return results
