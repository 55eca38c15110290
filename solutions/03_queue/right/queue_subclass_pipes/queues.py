# style: WorkQueue extends queue.Queue and uses its conditions; results of processes come by one pipe each
import multiprocessing
import queue as _queue
import threading
from multiprocessing.connection import wait


class Closed(Exception):
    """No more items."""


def offer(queue, item):
    # The time-out of 0 is a look, not a wait.
    try:
        queue.put(item, timeout=0)
    except _queue.Full:
        return False
    return True


def drain(queue):
    def take():
        try:
            while True:
                yield queue.get(timeout=0)
        except _queue.Empty:
            return

    return list(take())


class WorkQueue(_queue.Queue):
    def __init__(self, maxsize):
        super().__init__(maxsize)
        self._is_closed = False

    def put(self, item):
        with self.not_full:
            while not self._is_closed and self._qsize() >= self.maxsize:
                self.not_full.wait()
            if self._is_closed:
                raise Closed("closed")
            self._put(item)
            self.not_empty.notify()

    def get(self):
        with self.not_empty:
            while not self._qsize():
                if self._is_closed:
                    raise Closed("closed and empty")
                self.not_empty.wait()
            item = self._get()
            self.not_full.notify()
            return item

    def close(self):
        with self.mutex:
            self._is_closed = True
            self.not_empty.notify_all()
            self.not_full.notify_all()


class _Outcome:
    """What became of one item."""

    def __init__(self, func, item):
        self.error = self.value = None
        try:
            self.value = func(item)
        except Exception as error:
            self.error = error


def _in_order(count, outcomes):
    for index in range(count):
        if outcomes[index].error is not None:
            raise outcomes[index].error
    return [outcomes[index].value for index in range(count)]


def process_all(items, func, consumers, maxsize):
    todo = WorkQueue(maxsize)
    done = _queue.Queue()
    left = [consumers]
    guard = threading.Lock()

    def produce():
        for index, item in enumerate(items):
            todo.put((index, item))
        todo.close()

    def consume():
        try:
            while True:
                index, item = todo.get()
                done.put((index, _Outcome(func, item)))
        except Closed:
            with guard:
                left[0] -= 1
                if not left[0]:
                    done.put(None)

    threads = [threading.Thread(target=produce)] + [threading.Thread(target=consume) for _ in range(consumers)]
    for thread in threads:
        thread.start()
    outcomes = dict(iter(done.get, None))
    for thread in threads:
        thread.join()
    return _in_order(len(items), outcomes)


def _work(todo, pipe, func):
    with pipe:
        while (job := todo.get()) != ():
            index, item = job
            pipe.send((index, _Outcome(func, item)))


def process_all_mp(items, func, consumers, maxsize):
    todo = multiprocessing.Queue(maxsize)
    pipes, processes = [], []
    for _ in range(consumers):
        ours, theirs = multiprocessing.Pipe(duplex=False)
        process = multiprocessing.Process(target=_work, args=(todo, theirs, func))
        process.start()
        theirs.close()  # so that the end of the process is the end of the pipe
        pipes.append(ours)
        processes.append(process)

    def produce():
        for job in [*enumerate(items)] + [()] * consumers:
            todo.put(job)

    producer = threading.Thread(target=produce)
    producer.start()
    outcomes = {}
    while pipes:
        for pipe in wait(pipes):
            try:
                index, outcome = pipe.recv()
                outcomes[index] = outcome
            except EOFError:
                pipes.remove(pipe)
                pipe.close()
    producer.join()
    for process in processes:
        process.join()
    return _in_order(len(items), outcomes)
