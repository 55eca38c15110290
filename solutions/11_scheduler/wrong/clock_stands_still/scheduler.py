# fault: the clock goes on only when all sleep | caught by: speedup
import heapq
from collections import deque
from itertools import count


def round_robin(*tasks):
    log, errors = [], []
    ready = deque(enumerate(tasks))
    while ready:
        index, task = ready.popleft()
        try:
            log.append((index, next(task)))
        except StopIteration:
            pass
        except Exception as error:
            errors.append(error)
        else:
            ready.append((index, task))
    _raise(errors, log)
    return log


def _raise(errors, log):
    if errors:
        group = ExceptionGroup("tasks have failed", errors)
        group.log = log
        raise group


class Deadlock(Exception):
    pass


class Mailbox:
    def __init__(self):
        self.messages = deque()

    def send(self, x):
        self.messages.append(x)


class Handle:
    def __init__(self, number, task, priority):
        self.number = number
        self.task = task
        self.priority = priority
        self.need = None  # what the task still needs; None before it has said so
        self.mailbox = None  # what it waits for


class Scheduler:
    def __init__(self):
        self._numbers = count(1)
        self._ready = deque()
        self._sleeping = []
        self._waiting = []
        self._clock = 0
        self._log = []
        self._errors = []

    def spawn(self, task, priority=0.5):
        handle = Handle(next(self._numbers), task, priority)
        self._ready.append(handle)
        return handle.number

    def run(self):
        while self._ready or self._sleeping or self._waiting:
            if self._ready:
                self._turn(self._ready.popleft())
            if not self._wake() and not self._ready and not self._sleeping and self._waiting:
                raise Deadlock(f"waiting for ever: {', '.join(str(handle.number) for handle in self._waiting)}")
        log, self._log = self._log, []
        errors, self._errors = self._errors, []
        _raise(errors, log)
        return log

    def _wake(self):
        """Resume whoever has a message or has slept enough; return whether there was somebody."""
        woken = [(handle, None) for handle in self._due()]
        for handle in list(self._waiting):
            if handle.mailbox.messages:
                self._waiting.remove(handle)
                woken.append((handle, handle.mailbox.messages.popleft()))
        for handle, value in woken:
            self._resume(handle, value)
        return bool(woken)

    def _due(self):
        """Take out the sleepers whose time has come; if nobody else can run, it comes now for the first of them."""
        if self._sleeping and not self._ready and not any(handle.mailbox.messages for handle in self._waiting):
            self._clock = max(self._clock, self._sleeping[0][0])
        while self._sleeping and self._sleeping[0][0] <= self._clock:
            yield heapq.heappop(self._sleeping)[2]

    def _turn(self, handle):
        if handle.need is None and not self._step(handle, None):
            return
        given = max(1, int(handle.need * handle.priority))
        self._log.append((handle.number, given))
        self._resume(handle, given)  # <- fault

    def _resume(self, handle, value):
        if self._step(handle, value):
            self._ready.append(handle)

    def _step(self, handle, value):
        """Send a value; return whether the task is ready for a slice."""
        try:
            answer = handle.task.send(value)
        except StopIteration:
            return False
        except Exception as error:
            self._errors.append(error)
            return False
        match answer:
            case ("sleep", ticks):
                heapq.heappush(self._sleeping, (self._clock + ticks, next(self._numbers), handle))
            case ("receive", mailbox):
                handle.mailbox = mailbox
                self._waiting.append(handle)
            case need:
                handle.need = need
                return need > 0
        return False
