# style: each task is wrapped in a generator of the scheduler's own, which yields when its turn is over
from collections import deque


class Deadlock(Exception):
    pass


class Mailbox:
    def __init__(self):
        self.box = deque()

    def send(self, x):
        self.box.append((x,))


def round_robin(*tasks):
    errors, log = [], []

    def wrapped(index, task):
        while True:
            try:
                value = next(task)
            except StopIteration:
                return
            except Exception as error:
                errors.append(error)
                return
            log.append((index, value))
            yield

    _until_all_have_ended(deque(wrapped(index, task) for index, task in enumerate(tasks)))
    return _result(log, errors)


def _until_all_have_ended(queue):
    gone = object()
    while queue:
        each = queue.popleft()
        if next(each, gone) is not gone:
            queue.append(each)


def _result(log, errors):
    if errors:
        raised = ExceptionGroup("tasks raised", errors)
        raised.log = log
        raise raised
    return log


class Scheduler:
    last_id = 0

    def __init__(self):
        self.queue = deque()
        self.log = []
        self.errors = []
        self.clock = 0
        self.sleeping = {}
        self.waiting = {}
        self.idle = 0

    def spawn(self, task, priority=0.5):
        Scheduler.last_id += 1
        self.queue.append(self.life(Scheduler.last_id, task, priority))
        return Scheduler.last_id

    def life(self, number, task, priority):
        try:
            need = next(task)
            while need != 0:
                part = max(1, int(need * priority))
                self.log.append((number, part))
                self.clock += 1
                self.idle = 0
                need = task.send(part)
                while isinstance(need, tuple):
                    what, detail = need
                    if what == "sleep":
                        self.sleeping[number] = self.clock + detail
                        while self.sleeping[number] > self.clock or min(self.sleeping.values()) < self.sleeping[number]:
                            yield
                        del self.sleeping[number]
                        self.idle = 0
                        need = task.send(None)
                    else:
                        self.waiting[number] = detail
                        while not detail.box:
                            yield
                        del self.waiting[number]
                        self.idle = 0
                        need = task.send(detail.box.popleft()[0])
                if need:
                    yield
        except StopIteration:
            pass
        except Exception as error:
            self.errors.append(error)
        self.idle = 0

    def run(self):
        while self.queue:
            each = self.queue.popleft()
            self.idle += 1
            if next(each, each) is None:
                self.queue.append(each)
            if self.queue and self.idle > 2 * len(self.queue):
                if not self.sleeping:
                    raise Deadlock(f"these wait: {sorted(self.waiting)}")
                self.clock = max(self.clock, min(self.sleeping.values()))
                self.idle = 0
        return _result(self.log, self.errors)
