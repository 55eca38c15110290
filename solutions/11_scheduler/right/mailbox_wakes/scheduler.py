# style: dataclasses; the mailbox has both queues, of messages and of those that wait, and the clock counts the log
from __future__ import annotations

import bisect
from collections import deque
from dataclasses import dataclass, field
from typing import Any


class Deadlock(Exception):
    """Nobody is left who could send."""


@dataclass
class Mailbox:
    messages: deque = field(default_factory=deque)
    waiting: deque = field(default_factory=deque)

    def send(self, x):
        if self.waiting:
            self.waiting.popleft().wake(x)
        else:
            self.messages.append(x)


@dataclass(eq=False)
class Handle:
    id: int
    gen: Any
    priority: float
    scheduler: Scheduler
    action: Any = None
    value: Any = None

    def wake(self, value):
        self.action, self.value = self.resume, value
        self.scheduler.waiting_list.append(self)
        self.scheduler.blocked.discard(self.id)

    def begin(self):
        self.need(next(self.gen))
        if self.action == self.slice:
            self.scheduler.waiting_list.pop()
            self.slice()

    def slice(self):
        time_slice = max(1, int(self.value * self.priority))
        self.scheduler.log.append((self.id, time_slice))
        self.scheduler.clock += 1
        self.need(self.gen.send(time_slice))

    def resume(self):
        self.need(self.gen.send(self.value))

    def need(self, wish):
        scheduler = self.scheduler
        if wish == 0:
            return
        if isinstance(wish, int):
            self.action, self.value = self.slice, wish
            scheduler.waiting_list.append(self)
        elif wish[0] == "sleep":
            bisect.insort(scheduler.sleepers, (scheduler.clock + wish[1], self.id, self), key=lambda each: each[:2])
        elif wish[1].messages:
            self.wake(wish[1].messages.popleft())
        else:
            scheduler.blocked.add(self.id)
            wish[1].waiting.append(self)


class Scheduler:
    def __init__(self):
        self.waiting_list = deque()
        self.sleepers = []
        self.blocked = set()
        self.log = []
        self.clock = 0
        self.ids = 0

    def spawn(self, task, priority=0.5):
        handle = Handle(self.ids, task, priority, self)
        handle.action = handle.begin
        self.ids += 1
        self.waiting_list.append(handle)
        return handle.id

    def run(self):
        errors = []
        while self.waiting_list or self.sleepers:
            if not self.waiting_list:
                self.clock = self.sleepers[0][0]
            while self.sleepers and self.sleepers[0][0] <= self.clock:
                self.sleepers.pop(0)[2].wake(None)
            handle = self.waiting_list.popleft()
            try:
                handle.action()
            except StopIteration:
                pass
            except Exception as error:
                errors.append(error)
        if self.blocked:
            raise Deadlock("no message will ever come for", sorted(self.blocked))
        if errors:
            group = ExceptionGroup("failed", errors)
            group.log = self.log
            raise group
        return self.log


def round_robin(*tasks):
    queue, log, errors = deque(enumerate(tasks)), [], []
    while queue:
        index, task = queue[0]
        try:
            log.append((index, next(task)))
            queue.rotate(-1)
        except Exception as error:
            queue.popleft()
            if not isinstance(error, StopIteration):
                errors.append(error)
    if errors:
        group = ExceptionGroup("failed", errors)
        group.log = log
        raise group
    return log
