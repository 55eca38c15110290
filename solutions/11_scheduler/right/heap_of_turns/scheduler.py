# style: heapq for the turns as well as for the sleepers; entries have a running number, so that tasks are never compared
import heapq
import itertools


class Deadlock(Exception):
    def __init__(self, ids):
        self.ids = ids
        super().__init__(ids)

    def __str__(self):
        return "all of these wait for a message: " + " and ".join(f"task {number}" for number in self.ids)


class Failures(ExceptionGroup):
    """An exception group that knows what was done before."""

    log = ()


def _give_up(failures, log):
    if not failures:
        return log
    group = Failures("failed tasks", failures)
    group.log = log
    raise group


def round_robin(*tasks):
    turns = [(0, index) for index in range(len(tasks))]
    log, failures = [], []
    while turns:
        number, index = heapq.heappop(turns)
        try:
            log.append((index, next(tasks[index])))
            heapq.heappush(turns, (number + 1, index))
        except StopIteration:
            pass
        except Exception as failure:
            failures.append(failure)
    return _give_up(failures, log)


class Mailbox:
    def __init__(self):
        self._inbox = []
        self._readers = []
        self._wake = None

    def send(self, x):
        self._inbox.append(x)
        if self._readers:
            self._wake(self._readers.pop(0), self._inbox.pop(0))


class Scheduler:
    def __init__(self):
        self._next = itertools.count(100, 7).__next__
        self._order = itertools.count().__next__
        self._turns, self._naps, self._blocked = [], [], {}
        self._now = 0

    def spawn(self, task, priority=0.5):
        number = self._next()
        self._queue(number, task, priority, "begin", None)
        return number

    def _queue(self, number, task, priority, what, value):
        heapq.heappush(self._turns, (self._order(), number, task, priority, what, value))

    def run(self):
        log, failures = [], []
        while self._turns or self._naps:
            while self._naps and (self._naps[0][0] <= self._now or not self._turns):
                until, _, number, task, priority = heapq.heappop(self._naps)
                self._now = max(self._now, until)
                self._queue(number, task, priority, "resume", None)
            _, number, task, priority, what, value = heapq.heappop(self._turns)
            try:
                answer = task.send(value if what == "resume" else None) if what != "slice" else value
                if what == "begin":
                    answer = self._slice(log, number, task, priority, answer)
                elif what == "slice":
                    answer = self._slice(log, number, task, priority, value)
            except StopIteration:
                continue
            except Exception as failure:
                failures.append(failure)
                continue
            self._file(number, task, priority, answer)
        if self._blocked:
            raise Deadlock(list(self._blocked))
        return _give_up(failures, log)

    def _slice(self, log, number, task, priority, need):
        given = max(1, int(need * priority))
        log.append((number, given))
        self._now += 1
        return task.send(given)

    def _file(self, number, task, priority, answer):
        if answer == 0:
            task.close()
        elif type(answer) is int:
            self._queue(number, task, priority, "slice", answer)
        elif answer[0] == "sleep":
            heapq.heappush(self._naps, (self._now + answer[1], self._order(), number, task, priority))
        else:
            mailbox = answer[1]
            if mailbox._inbox:
                self._queue(number, task, priority, "resume", mailbox._inbox.pop(0))
            else:
                self._blocked[number] = (task, priority)
                mailbox._wake = self._message
                mailbox._readers.append(number)

    def _message(self, number, message):
        task, priority = self._blocked.pop(number)
        self._queue(number, task, priority, "resume", message)
