# style: consumers are the tasks of a ThreadPool and of a Pool with an initializer
"""The consumers run in a multiprocessing.Pool; queues are inherited by the initializer."""
import multiprocessing
import queue as std
import threading
from functools import partial
from multiprocessing.pool import ThreadPool

_shared = {}

class Closed(Exception):
    pass

def offer(queue, item):
    try:
        queue.put_nowait(item)
    except std.Full:
        return False
    return True

def drain(queue):
    result = []
    while True:
        try:
            item = queue.get_nowait()
        except std.Empty:
            return result
        result.append(item)

class WorkQueue:
    def __init__(self, maxsize):
        self.__cv = threading.Condition(threading.Lock())
        self.__q = []
        self.__max = maxsize
        self.__done = False

    def put(self, item):
        self.__cv.acquire()
        try:
            while True:
                if self.__done:
                    raise Closed("put on a closed queue")
                if len(self.__q) < self.__max:
                    break
                self.__cv.wait()
            self.__q.insert(0, item)
            self.__cv.notify_all()
        finally:
            self.__cv.release()

    def get(self):
        self.__cv.acquire()
        try:
            while len(self.__q) == 0:
                if self.__done:
                    raise Closed("get on a closed and empty queue")
                self.__cv.wait()
            item = self.__q.pop()
            self.__cv.notify_all()
            return item
        finally:
            self.__cv.release()

    def close(self):
        self.__cv.acquire()
        self.__done = True
        self.__cv.notify_all()
        self.__cv.release()

def process_all(items, func, consumers, maxsize):
    jobs = WorkQueue(maxsize)
    def feed():
        for pair in enumerate(items):
            jobs.put(pair)
        jobs.close()
    def take(_):
        mine = []
        while True:
            try:
                index, item = jobs.get()
            except Closed:
                return mine
            try:
                mine.append((index, True, func(item)))
            except Exception as error:
                mine.append((index, False, error))
    producer = threading.Thread(target=feed)
    producer.start()
    pool = ThreadPool(consumers)
    found = [one for part in pool.map(take, range(consumers), chunksize=1) for one in part]
    pool.close()
    pool.join()
    producer.join()
    found.sort(key=lambda one: one[0])
    for _, ok, value in found:
        if not ok:
            raise value
    return [value for _, _, value in found]

def _setup(jobs, func):
    _shared["jobs"], _shared["func"] = jobs, func

def _take(_):
    mine = []
    while (job := _shared["jobs"].get()) is not None:
        index, item = job
        try:
            mine.append((index, True, _shared["func"](item)))
        except Exception as error:
            mine.append((index, False, error))
    return mine

def process_all_mp(items, func, consumers, maxsize):
    jobs = multiprocessing.Queue(maxsize)
    with multiprocessing.Pool(consumers, _setup, (jobs, func)) as pool:
        taking = pool.map_async(_take, range(consumers), chunksize=1)
        for job in enumerate(items):
            jobs.put(job)
        for _ in range(consumers):
            jobs.put(None)
        found = [one for part in taking.get() for one in part]
        pool.close()
        pool.join()
    jobs.close()
    jobs.join_thread()
    found.sort(key=lambda one: one[0])
    for _, ok, value in found:
        if not ok:
            raise value
    return [value for _, _, value in found]
