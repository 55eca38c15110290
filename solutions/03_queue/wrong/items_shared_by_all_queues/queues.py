# fault: the list of items belongs to the class, not to the object | caught by: correctness
"""我的作业：队列。生产者和消费者"""
from threading import *
from queue import *
from multiprocessing import Process, Queue as MPQueue
import time

class Closed(Exception):
    """队列已关闭"""

def offer(queue, item):
    """放入，不等待"""
    try:
        queue.put(item, block=False)
        print("放入成功", item)
        return True
    except Full:
        print("队列已满", item)
        return False

def drain(queue):
    l = []
    try:
        while 1:
            l.append(queue.get(False))
    except Empty:
        pass
    return l

class WorkQueue:
    data = []  # <- fault
    def __init__(self, maxsize):
        self.maxsize = maxsize
        self.closed = False
        self.lock = Lock()

    def put(self, item):
        while True:
            with self.lock:
                if self.closed:
                    raise Closed()
                if len(self.data) < self.maxsize:
                    self.data.append(item)
                    print("put", item)
                    return
            time.sleep(0.01)   # 睡一会儿

    def get(self):
        while True:
            with self.lock:
                if len(self.data) > 0:
                    x = self.data.pop(0)
                    print("get", x)
                    return x
                if self.closed:
                    raise Closed()
            time.sleep(0.01)

    def close(self):
        self.lock.acquire()
        self.closed = True
        self.lock.release()

def process_all(items, func, consumers, maxsize):
    wq = WorkQueue(maxsize)
    res = {}
    errs = []
    def producer():
        i = 0
        for it in items:
            print("Produce", it)
            wq.put([i, it])
            i = i + 1
        wq.close()
    def consumer():
        while True:
            try:
                i, it = wq.get()
            except Closed:
                print("consumer", current_thread().name, "bye")
                break
            try:
                res[i] = func(it)
            except Exception as e:
                errs.append(e)
    ts = [Thread(target=producer)]
    for k in range(consumers):
        ts.append(Thread(target=consumer))
    for t in ts: t.start()
    for t in ts: t.join()
    if len(errs) > 0:
        raise errs[0]
    return [res[i] for i in range(len(items))]

def _mp_consumer(q, r, func):
    while True:
        x = q.get()
        if x == "STOP-STOP":
            break
        i, it = x
        try:
            r.put([i, True, func(it)])
        except Exception as e:
            r.put([i, False, e])
    r.put("BYE")

def _mp_producer(q, items, consumers):
    for i in range(len(items)):
        q.put((i, items[i]))
    for i in range(consumers):
        q.put("STOP-STOP")

def process_all_mp(items, func, consumers, maxsize):
    q = MPQueue(maxsize)
    r = MPQueue()
    ps = [Process(target=_mp_producer, args=(q, items, consumers))]
    for k in range(consumers):
        ps.append(Process(target=_mp_consumer, args=(q, r, func)))
    for p in ps: p.start()
    bye = 0
    res = [None] * len(items)
    err = None
    while bye < consumers:
        x = r.get()
        if isinstance(x, str) and x == "BYE":
            bye += 1
        else:
            i, ok, v = x
            if ok: res[i] = v
            else: err = v
    for p in ps: p.join()
    if err is not None:
        raise err
    return res
