# style: a waiting thread is handed the item itself through a future; the caller feeds the processes
"""Direct handover to the waiting thread; tokens in queues instead of semaphores."""
import collections, multiprocessing, queue, threading, concurrent.futures as cf

class Closed(RuntimeError, Exception):
    pass

offer = lambda queue_, item: _attempt(lambda: queue_.put_nowait(item))

def _attempt(act):
    try:
        act()
    except queue.Full:
        return False
    return True

def drain(queue_):
    """Take `qsize` items at most, so that a busy producer can't keep us for ever."""
    taken = []
    try:
        for _ in range(queue_.qsize() + 1_000_000):
            taken.append(queue_.get_nowait())
    except queue.Empty:
        pass
    return taken

class WorkQueue:
    def __init__(self, maxsize):
        self._max = maxsize
        self._lock = threading.Lock()
        self._items = collections.deque()
        self._getters = collections.deque()   # futures
        self._putters = collections.deque()   # (future, item)
        self._closed = False
    def put(self, item):
        with self._lock:
            if self._closed:
                raise Closed
            if self._getters:
                self._getters.popleft().set_result(item)
                return
            if len(self._items) < self._max:
                self._items.append(item)
                return
            f = cf.Future()
            self._putters.append((f, item))
        f.result()
    def get(self):
        with self._lock:
            if self._items:
                item = self._items.popleft()
                if self._putters:
                    f, waiting = self._putters.popleft()
                    self._items.append(waiting)
                    f.set_result(None)
                return item
            if self._closed:
                raise Closed
            f = cf.Future()
            self._getters.append(f)
        return f.result()
    def close(self):
        with self._lock:
            self._closed = True
            for f in self._getters:
                f.set_exception(Closed("closed"))
            for f, _ in self._putters:
                f.set_exception(Closed("closed"))
            self._getters.clear(); self._putters.clear()

def process_all(items, func, consumers, maxsize):
    free = queue.SimpleQueue()          # tokens: a place in the queue
    for _ in range(maxsize):
        free.put(object())
    jobs = queue.SimpleQueue()
    futures = [cf.Future() for _ in items]
    def produce():
        for future, item in zip(futures, items):
            free.get()
            jobs.put((future, item))
        for _ in range(consumers):
            jobs.put((None, None))
    def consume():
        while True:
            future, item = jobs.get()
            if future is None:
                break
            free.put(object())
            try:
                future.set_result(func(item))
            except Exception as e:
                future.set_exception(e)
    ts = [threading.Thread(target=produce), *(threading.Thread(target=consume) for _ in range(consumers))]
    for t in ts: t.start()
    for t in ts: t.join()
    return [f.result() for f in futures]

def _consumer(jobs, answers, func):
    import traceback
    while True:
        number, item = jobs.get()
        if number < 0:
            break
        try:
            answers.put((number, func(item), None))
        except Exception as error:
            traceback.print_exc()
            answers.put((number, None, error))

def process_all_mp(items, func, consumers, maxsize):
    ctx = multiprocessing.get_context("fork")
    jobs, answers = ctx.Queue(maxsize), ctx.Queue()
    team = [ctx.Process(target=_consumer, args=(jobs, answers, func), name=f"c{i}") for i in range(consumers)]
    for p in team: p.start()
    collected = []
    def collect():
        for _ in range(len(items)):
            collected.append(answers.get())
    collector = threading.Thread(target=collect)
    collector.start()
    for number, item in enumerate(items):      # the caller is the producer
        jobs.put((number, item))
    for p in team:
        jobs.put((-1, None))
    collector.join()
    for p in team: p.join()
    jobs.close(); answers.close()
    jobs.join_thread(); answers.join_thread()
    collected.sort(key=lambda c: c[0])
    errors = [e for _, _, e in collected if e]
    if errors:
        raise errors[0]
    return [value for _, value, _ in collected]
