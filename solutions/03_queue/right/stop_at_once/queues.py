# style: stops as soon as one item fails: threads see a flag, processes are terminated and joined; explicit acquire
import multiprocessing
import queue as qs
import threading


class Closed(Exception):
    pass


def offer(queue, item):
    if queue.full():  # a quick look; put_nowait decides
        return False
    try:
        queue.put_nowait(item)
    except qs.Full:
        return False
    return True


def drain(queue):
    items = []
    for _ in range(queue.qsize()):
        try:
            items.append(queue.get_nowait())
        except qs.Empty:
            break
    return items


class WorkQueue:
    """A ring of maxsize places."""

    def __init__(self, maxsize):
        self.ring = [None] * maxsize
        self.first = self.count = 0
        self.open = True
        self.lock = threading.RLock()
        self.has_room = threading.Condition(self.lock)
        self.has_item = threading.Condition(self.lock)

    def put(self, item):
        self.lock.acquire()
        try:
            while self.open and self.count == len(self.ring):
                self.has_room.wait()
            if not self.open:
                raise Closed("put on a closed queue")
            self.ring[(self.first + self.count) % len(self.ring)] = item
            self.count += 1
            self.has_item.notify()
        finally:
            self.lock.release()

    def get(self):
        self.lock.acquire()
        try:
            while self.count == 0 and self.open:
                self.has_item.wait()
            if self.count == 0:
                raise Closed("get on a closed queue")
            item, self.ring[self.first] = self.ring[self.first], None
            self.first = (self.first + 1) % len(self.ring)
            self.count -= 1
            self.has_room.notify()
            return item
        finally:
            self.lock.release()

    def close(self):
        self.lock.acquire()
        self.open = False
        self.has_room.notify_all()
        self.has_item.notify_all()
        self.lock.release()


def process_all(items, func, consumers, maxsize):
    waiting = WorkQueue(maxsize)
    answers = {}
    first_error = []
    stop = threading.Event()

    def producer():
        try:
            for number, item in enumerate(items):
                waiting.put((number, item))
        except Closed:
            pass  # a consumer gave up
        waiting.close()

    def consumer():
        while not stop.is_set():
            try:
                number, item = waiting.get()
            except Closed:
                break
            try:
                answers[number] = func(item)
            except Exception as error:
                first_error.append(error)
                stop.set()
                waiting.close()

    threads = [threading.Thread(target=producer, daemon=True)]
    threads += [threading.Thread(target=consumer, daemon=True) for _ in range(consumers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if first_error:
        raise first_error[0]
    return [answers[number] for number in range(len(items))]


def _consumer_process(tasks, answers, func):
    while True:
        task = tasks.get()
        if task == "no more":
            break
        number, item = task
        try:
            answers.put(("result", number, func(item)))
        except Exception as error:
            answers.put(("error", number, error))


def _producer_process(tasks, items, consumers):
    for task in enumerate(items):
        tasks.put(task)
    for _ in range(consumers):
        tasks.put("no more")


def process_all_mp(items, func, consumers, maxsize):
    tasks = multiprocessing.Queue(maxsize)
    answers = multiprocessing.Queue()
    processes = [multiprocessing.Process(target=_producer_process, args=(tasks, items, consumers), daemon=True)]
    for _ in range(consumers):
        processes.append(multiprocessing.Process(target=_consumer_process, args=(tasks, answers, func), daemon=True))
    for process in processes:
        process.start()
    results = [None] * len(items)
    try:
        for _ in items:
            kind, number, value = answers.get()
            if kind == "error":
                for process in processes:
                    process.terminate()
                raise value
            results[number] = value
    finally:
        for process in processes:
            process.join()
    return results
