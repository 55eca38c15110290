# fault: when all sleep, the time of the first sleeper is added to the clock, as if it were the rest of its sleep: later sleepers wake too early for their order | caught by: speedup
"""The mailbox itself knows who waits for it, and hands a message over in send()."""
from collections import deque
from heapq import heappop, heappush
from itertools import count


class Failures:
    """Collects what tasks raise; leaves a `with` block by raising the group."""

    def __init__(self, log):
        self.log, self.errors = log, []

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if kind is None and self.errors:
            group = ExceptionGroup("some tasks raised exceptions", self.errors)
            group.log = self.log
            raise group

    def step(self, gen, value=None):
        """Return (True, what it yielded), or (False, None) when it has ended or failed."""
        try:
            return True, gen.send(value)
        except StopIteration:
            pass
        except Exception as error:
            self.errors.append(error)
        return False, None


def round_robin(*tasks):
    log = []
    with Failures(log) as failures:
        turn = list(enumerate(tasks))
        while turn:
            following = []
            for index, task in turn:
                goes_on, value = failures.step(task)
                if goes_on:
                    log.append((index, value))
                    following.append((index, task))
            turn = following
    return log


class Deadlock(Exception):
    pass


class Mailbox:
    def __init__(self):
        self._letters = deque()
        self._waiting = deque()

    def send(self, x):
        if self._waiting:
            self._waiting.popleft()(x)
        else:
            self._letters.append(x)

    def _receive(self, callback):
        if self._letters:
            callback(self._letters.popleft())
        else:
            self._waiting.append(callback)


class Scheduler:
    def __init__(self):
        self._ids = count(1)
        self._ready = deque()  # (id, gen, priority, what to send, need or None)
        self._sleepers = []
        self._ticket = count()
        self._blocked = set()
        self._time = 0

    def spawn(self, task, priority=0.5):
        number = next(self._ids)
        self._ready.append((number, task, priority, None, None))
        return number

    def run(self):
        log = []
        with Failures(log) as failures:
            while self._ready or self._sleepers or self._blocked:
                self._next_turn(log, failures)
        return log

    def _next_turn(self, log, failures):
        if not self._ready:
            if not self._sleepers:
                raise Deadlock(f"wait for messages that never come: {sorted(self._blocked)}")
            self._time += self._sleepers[0][0]  # <- fault
        while self._sleepers and self._sleepers[0][0] <= self._time:
            self._ready.append(heappop(self._sleepers)[2])
        number, gen, priority, value, need = self._ready.popleft()
        if need is None:
            goes_on, need = failures.step(gen, value)
            if not goes_on or self._request(number, gen, priority, need):
                return
        given = max(1, int(need * priority))
        log.append((number, given))
        self._time += 1
        goes_on, need = failures.step(gen, given)
        if goes_on and not self._request(number, gen, priority, need):
            self._ready.append((number, gen, priority, None, need))

    def _request(self, number, gen, priority, answer):
        """Deal with a request or a 0; return False if the answer is a need."""
        if isinstance(answer, int):
            return answer == 0
        if answer[0] == "sleep":
            entry = (number, gen, priority, None, None)
            heappush(self._sleepers, (self._time + answer[1], next(self._ticket), entry))
        elif answer[0] == "receive":
            self._blocked.add(number)

            def comes(message):
                self._blocked.discard(number)
                self._ready.append((number, gen, priority, message, None))

            answer[1]._receive(comes)
        return True
