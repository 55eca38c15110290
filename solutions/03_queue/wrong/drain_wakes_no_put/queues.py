# fault: drain empties the deque itself and wakes no put that waits for room | caught by: correctness
"""A manager holds the results; jobs go through multiprocessing.Queue."""
import multiprocessing, threading, queue as queue_module
from contextlib import closing
Full, Empty = queue_module.Full, queue_module.Empty
class Closed(Exception): pass

def offer(queue, item):
    try:
        queue.put(item, True, 0) if isinstance(queue, queue_module.Queue) else queue.put_nowait(item)
    except Full:
        return False
    return True

def drain(queue):
    with queue.mutex:
        items = list(queue.queue)
        queue.queue.clear()  # <- fault
    return items

class _Node:
    __slots__ = ("value", "next")
    def __init__(self, value): self.value, self.next = value, None

class WorkQueue:
    """A linked list, a count, a lock and events for each sleeper."""
    __slots__ = ("_lock", "_head", "_tail", "_n", "_max", "_closed", "_sleepers")
    def __init__(self, maxsize):
        self._lock = threading.Lock()
        self._head = self._tail = _Node(None)
        self._n, self._max, self._closed = 0, maxsize, False
        self._sleepers = set()
    def _sleep(self):
        event = threading.Event()
        self._sleepers.add(event)
        self._lock.release()
        try: event.wait()
        finally: self._lock.acquire()
    def _wake(self):
        for event in self._sleepers: event.set()
        self._sleepers.clear()
    def put(self, item):
        with self._lock:
            while self._n == self._max and not self._closed:
                self._sleep()
            if self._closed: raise Closed()
            node = _Node(item)
            self._tail.next = node
            self._tail = node
            self._n += 1
            self._wake()
    def get(self):
        with self._lock:
            while self._n == 0:
                if self._closed: raise Closed()
                self._sleep()
            self._head = self._head.next
            value, self._head.value = self._head.value, None
            self._n -= 1
            self._wake()
            return value
    def close(self):
        with self._lock:
            self._closed = True
            self._wake()

def process_all(items, func, consumers, maxsize):
    q = queue_module.Queue(maxsize)
    lock = threading.Lock()
    results, errors = {}, {}
    def consumer():
        while (index := q.get()) is not None:
            try:
                value = func(items[index])
            except BaseException as e:
                with lock: errors[index] = e
            else:
                with lock: results[index] = value
        q.put(None)    # pass it on to the next
    def producer():
        for index, _ in enumerate(items): q.put(index)
        q.put(None)
    ts = [threading.Thread(target=f, daemon=True) for f in [producer] + [consumer] * consumers]
    for t in ts: t.start()
    for t in ts: t.join()
    if errors: raise errors[min(errors)]
    return [results[i] for i in range(len(items))]

def _w(q, shared, func):
    while True:
        j = q.get()
        if j is None: return
        i, x = j
        try: shared[i] = (True, func(x))
        except Exception as e: shared[i] = (False, e)

def process_all_mp(items, func, consumers, maxsize):
    with multiprocessing.Manager() as m:
        shared = m.dict()
        q = multiprocessing.Queue(maxsize)
        ps = [multiprocessing.Process(target=_w, args=(q, shared, func)) for _ in range(consumers)]
        for p in ps: p.start()
        def produce():
            for j in enumerate(items): q.put(j)
            for _ in ps: q.put(None)
        t = threading.Thread(target=produce); t.start(); t.join()
        for p in ps: p.join()
        got = dict(shared)
    for i in sorted(got):
        if not got[i][0]: raise got[i][1]
    return [got[i][1] for i in range(len(items))]
