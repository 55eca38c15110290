# style: one Condition with wait_for and a deque; Thread and Process subclasses; a sentinel each; JoinableQueue
import collections
import multiprocessing
import queue as q
import threading


class Closed(Exception):
    pass


def offer(queue, item):
    try:
        queue.put(item, block=False)
        return True
    except q.Full:
        return False


def drain(queue):
    found = []
    try:
        while True:
            found.append(queue.get(block=False))
    except q.Empty:
        pass
    return found


class WorkQueue:
    def __init__(self, maxsize):
        self.maxsize = maxsize
        self.items = collections.deque()
        self.is_closed = False
        self.changed = threading.Condition()

    def put(self, item):
        with self.changed:
            self.changed.wait_for(lambda: self.is_closed or len(self.items) < self.maxsize)
            if self.is_closed:
                raise Closed
            self.items.append(item)
            self.changed.notify_all()

    def get(self):
        with self.changed:
            self.changed.wait_for(lambda: self.is_closed or self.items)
            if not self.items:
                raise Closed
            item = self.items.popleft()
            self.changed.notify_all()
            return item

    def close(self):
        with self.changed:
            self.is_closed = True
            self.changed.notify_all()


class End:
    """Stands after the last item."""


class Producer(threading.Thread):
    def __init__(self, items, tasks, consumers):
        super().__init__(name="producer")
        self.items, self.tasks, self.consumers = items, tasks, consumers

    def run(self):
        for place, item in enumerate(self.items):
            self.tasks.put((place, item))
        for _ in range(self.consumers):
            self.tasks.put(End)


class Consumer(threading.Thread):
    def __init__(self, tasks, func, results):
        super().__init__(name="consumer")
        self.tasks, self.func, self.results = tasks, func, results
        self.error = None

    def run(self):
        while True:
            task = self.tasks.get()
            if task is End:
                return
            place, item = task
            try:
                self.results[place] = self.func(item)
            except BaseException as error:
                self.error = error


def process_all(items, func, consumers, maxsize):
    tasks = q.Queue(maxsize)
    results = {}
    producer = Producer(items, tasks, consumers)
    team = [Consumer(tasks, func, results) for _ in range(consumers)]
    producer.start()
    for consumer in team:
        consumer.start()
    producer.join()
    for consumer in team:
        consumer.join()
    for consumer in team:
        if consumer.error is not None:
            raise consumer.error
    return [results[place] for place in range(len(items))]


class Worker(multiprocessing.Process):
    def __init__(self, tasks, replies, func):
        super().__init__()
        self.tasks, self.replies, self.func = tasks, replies, func

    def run(self):
        while True:
            task = self.tasks.get()
            if task is None:
                self.tasks.task_done()
                return
            place, item = task
            try:
                self.replies.put((place, "ok", self.func(item)))
            except BaseException as error:
                self.replies.put((place, "error", error))
            finally:
                self.tasks.task_done()


def process_all_mp(items, func, consumers, maxsize):
    tasks = multiprocessing.JoinableQueue(maxsize)
    replies = multiprocessing.Queue()
    team = [Worker(tasks, replies, func) for _ in range(consumers)]
    for worker in team:
        worker.start()
    # The caller's own thread is the producer; replies wait in the workers meanwhile, their put never blocks.
    for place, item in enumerate(items):
        tasks.put((place, item))
    for _ in team:
        tasks.put(None)
    tasks.join()
    results, errors = {}, []
    for _ in range(len(items)):
        place, kind, value = replies.get()
        if kind == "error":
            errors.append(value)
        results[place] = value
    for worker in team:
        worker.join()
    if errors:
        raise errors[-1]
    return [results[place] for place in range(len(items))]
