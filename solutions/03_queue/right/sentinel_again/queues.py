# style: queue.Queue inside, slots counted by a semaphore, one sentinel that each consumer puts back; a pool of threads
import multiprocessing as mp
import queue as stdqueue
from concurrent.futures import ThreadPoolExecutor
from threading import Lock, Semaphore


class Closed(Exception):
    """The queue is closed."""


_END = object()


def offer(queue, item):
    try:
        queue.put_nowait(item)
    except stdqueue.Full:
        return False
    else:
        return True


def drain(queue):
    taken = []
    # qsize() is only a guess while others get and put, so it is no reason to wait.
    while queue.qsize():
        try:
            taken.append(queue.get_nowait())
        except stdqueue.Empty:
            break
    return taken


class WorkQueue:
    def __init__(self, maxsize):
        self._inner = stdqueue.Queue()  # unbounded, so that the end mark always fits; the slots bound it
        self._slots = Semaphore(maxsize)
        self._closing = Lock()
        self._closed = False

    def put(self, item):
        self._slots.acquire()
        with self._closing:
            if not self._closed:
                self._inner.put(item)
                return
        self._slots.release()  # the next one that waits has to see it too
        raise Closed("put after close")

    def get(self):
        item = self._inner.get()
        if item is _END:
            self._inner.put(_END)
            raise Closed("closed, and nothing left")
        self._slots.release()
        return item

    def close(self):
        with self._closing:
            if not self._closed:
                self._closed = True
                self._inner.put(_END)
                self._slots.release()


def process_all(items, func, consumers, maxsize):
    work = stdqueue.Queue(maxsize)
    results = [None] * len(items)

    def produce():
        for index in range(len(items)):
            work.put(index)
        work.put(_END)

    def consume():
        failure = None
        while (index := work.get()) is not _END:
            try:
                results[index] = func(items[index])
            except Exception as error:
                failure = error
        work.put(_END)
        return failure

    with ThreadPoolExecutor(max_workers=consumers + 1) as pool:
        producer = pool.submit(produce)
        futures = [pool.submit(consume) for _ in range(consumers)]
        producer.result()
    for future in futures:
        if (failure := future.result()) is not None:
            raise failure
    return results


def _produce_mp(work, items):
    for pair in enumerate(items):
        work.put(pair)
    work.put("end")


def _consume_mp(work, done, func):
    while (job := work.get()) != "end":
        index, item = job
        try:
            done.put((index, True, func(item)))
        except Exception as error:
            done.put((index, False, error))
    work.put("end")


def process_all_mp(items, func, consumers, maxsize):
    work, done = mp.Queue(maxsize), mp.Queue()
    crew = [mp.Process(target=_consume_mp, args=(work, done, func)) for _ in range(consumers)]
    crew.append(mp.Process(target=_produce_mp, args=(work, items)))
    for process in crew:
        process.start()
    came = sorted((done.get() for _ in items), key=lambda answer: answer[0])
    for process in crew:
        process.join()
    work.get()  # the sentinel that the last consumer put back
    for _, fine, value in came:
        if not fine:
            raise value
    return [value for _, _, value in came]
