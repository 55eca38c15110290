# fault: drain empties the whole queue in one step but wakes only one of the threads that wait in put | caught by: race
"""WorkQueue is a queue.Queue that can be closed: it uses the conditions that queue.Queue documents by its source.

(Python 3.13 has Queue.shutdown; this is about the same for older ones.)
"""

import logging
import multiprocessing
import queue as q
import threading

logger = logging.getLogger("queues")


class Closed(Exception):
    """Raised by a WorkQueue that has been closed."""


def offer(queue, item):
    try:
        queue.put_nowait(item)
        return True
    except q.Full:
        logger.debug("no room for %r", item)
        return False


def drain(queue):
    # All in one step: nobody comes in between, and all who waited for room are told.
    with queue.mutex:
        items = []
        while queue._qsize():
            items.append(queue._get())
        queue.not_full.notify()  # <- fault
    return items


class WorkQueue(q.Queue):
    def __init__(self, maxsize):
        super().__init__(maxsize)
        self._shut = False

    def put(self, item, block=True, timeout=None):
        with self.not_full:
            while self._qsize() >= self.maxsize and not self._shut:
                self.not_full.wait()
            if self._shut:
                raise Closed()
            self._put(item)
            self.unfinished_tasks += 1
            self.not_empty.notify()

    def get(self, block=True, timeout=None):
        with self.not_empty:
            while not self._qsize() and not self._shut:
                self.not_empty.wait()
            if not self._qsize():
                raise Closed()
            item = self._get()
            self.not_full.notify()
            return item

    def close(self):
        with self.mutex:
            self._shut = True
            self.not_full.notify_all()
            self.not_empty.notify_all()


def _number(items, work):
    place = 0
    for item in items:
        work.put((place, item))
        place += 1
    work.close()


def _serve(work, func, good, bad):
    try:
        while True:
            place, item = work.get()
            try:
                result = func(item)
            except BaseException as error:
                logger.info("item %d failed", place)
                bad[place] = error
            else:
                good[place] = result
    except Closed:
        logger.debug("%s goes home", threading.current_thread().name)


def process_all(items, func, consumers, maxsize):
    work = WorkQueue(maxsize)
    good, bad = {}, {}
    servants = []
    for _ in range(consumers):
        servants.append(threading.Thread(target=_serve, args=(work, func, good, bad)))
        servants[-1].start()
    producer = threading.Thread(target=_number, args=(items, work))
    producer.start()
    producer.join()
    for servant in servants:
        servant.join()
    for place in sorted(bad):
        raise bad[place]
    return [good[place] for place in range(len(good))]


STOP, ITEM = 0, 1
FAILED, FINE = 0, 1


def _mp_producer(items, tasks, consumers):
    for place, item in enumerate(items):
        tasks.put((ITEM, place, item))
    for _ in range(consumers):
        tasks.put((STOP, None, None))


def _mp_consumer(func, tasks, results):
    while True:
        kind, place, item = tasks.get()
        if kind == STOP:
            break
        try:
            answer = (FINE, place, func(item))
        except BaseException as error:
            answer = (FAILED, place, error)
        results.put(answer)


def process_all_mp(items, func, consumers, maxsize):
    tasks = multiprocessing.Queue(maxsize)
    results = multiprocessing.Queue()
    people = [multiprocessing.Process(target=_mp_consumer, args=(func, tasks, results)) for _ in range(consumers)]
    people.append(multiprocessing.Process(target=_mp_producer, args=(items, tasks, consumers)))
    for person in people:
        person.start()
    answers = [results.get() for _ in range(len(items))]
    for person in people:
        person.join()
    for kind, place, value in answers:
        if kind == FAILED:
            raise value
    table = {place: value for kind, place, value in answers}
    return [table[place] for place in range(len(items))]
