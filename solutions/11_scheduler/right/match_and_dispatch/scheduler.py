# style: one ready queue of (handle, value to send), requests found by match, recursion for round_robin
from collections import deque


def round_robin(*tasks):
    log, failed = [], []
    _rounds(dict(enumerate(tasks)), log, failed)
    if failed:
        raise _group(failed, log)
    return log


def _rounds(alive, log, failed):
    if not alive:
        return
    ended = set()
    for index, task in alive.items():
        try:
            log += [(index, next(task))]
        except StopIteration:
            ended |= {index}
        except Exception as error:
            ended |= {index}
            failed += [error]
    _rounds({index: task for index, task in alive.items() if index not in ended}, log, failed)


def _group(failed, log):
    group = ExceptionGroup(f"{len(failed)} tasks failed", failed)
    group.log = list(log)
    return group


class Deadlock(Exception): ...


class Mailbox(deque):
    """A deque is nearly a mailbox already."""

    def send(self, x):
        self.append(x)


class Scheduler:
    def __init__(self):
        self.ready = deque()
        self.asleep = {}
        self.waits = {}
        self.priorities = {}
        self.ticks = 0

    def spawn(self, task, priority=0.5):
        tid = len(self.priorities)
        self.priorities[tid] = priority
        self.ready.append((tid, task, None))
        return tid

    def run(self):
        log, failed = [], []
        while True:
            for tid, (box, task) in list(self.waits.items()):
                if box:
                    del self.waits[tid]
                    self.ready.append((tid, task, box.popleft()))
            if not self.ready and self.asleep:
                self.ticks = max(self.ticks, min(until for until, _ in self.asleep.values()))
            for tid, (until, task) in sorted(self.asleep.items(), key=lambda item: item[1][0]):
                if until <= self.ticks:
                    del self.asleep[tid]
                    self.ready.append((tid, task, None))
            if not self.ready:
                break
            tid, task, value = self.ready.popleft()
            try:
                self.step(tid, task, value, log)
            except StopIteration:
                pass
            except Exception as error:
                failed.append(error)
        if self.waits:
            raise Deadlock("deadlock of " + ", ".join(map(str, self.waits)))
        if failed:
            raise _group(failed, log)
        return log

    def step(self, tid, task, value, log):
        """Send a value, and at once a slice where the answer is a need."""
        answer = task.send(value) if not isinstance(value, _Need) else value.need
        if isinstance(answer, int) and answer > 0:
            part = max(1, int(answer * self.priorities[tid]))
            self.ticks += 1
            answer = task.send(part)
            log.append((tid, part))
        match answer:
            case int(need):
                if need > 0:
                    self.ready.append((tid, task, _Need(need)))
            case "sleep", ticks:
                self.asleep[tid] = (self.ticks + ticks, task)
            case "receive", box:
                self.waits[tid] = (box, task)


class _Need:
    def __init__(self, need):
        self.need = need
