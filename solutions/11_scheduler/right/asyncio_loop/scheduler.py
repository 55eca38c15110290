# style: a coroutine for each task on a private asyncio loop; futures for those that sleep and wait
import asyncio
import heapq
from collections import deque


class Deadlock(Exception):
    pass


def _finish(log, errors):
    if errors:
        group = ExceptionGroup("failed", errors)
        group.log = log
        raise group
    return log


def round_robin(*tasks):
    log, errors = [], []

    async def life(index, task):
        try:
            for value in task:
                log.append((index, value))
                await asyncio.sleep(0)
        except Exception as error:
            errors.append(error)

    async def main():
        await asyncio.gather(*(life(*pair) for pair in enumerate(tasks)))

    asyncio.run(main())
    return _finish(log, errors)


class Mailbox:
    def __init__(self):
        self.messages = deque()
        self.futures = deque()

    def send(self, x):
        self.messages.append(x)
        if self.futures:
            scheduler, future = self.futures.popleft()
            scheduler.runnable += 1
            future.set_result(self.messages.popleft())


class Scheduler:
    def __init__(self):
        self.ids = 0
        self.fresh = []
        self.lives = set()
        self.is_running = False
        self.log, self.errors = [], []
        self.runnable = self.ticks = 0
        self.sleepers = []
        self.waiting = set()

    def spawn(self, task, priority=0.5):
        self.ids += 1
        life = (self.ids, task, priority)
        if self.is_running:
            self.begin(life)
        else:
            self.fresh.append(life)
        return self.ids

    def begin(self, life):
        self.runnable += 1
        task = asyncio.get_running_loop().create_task(self.life(*life))
        self.lives.add(task)
        task.add_done_callback(self.lives.discard)

    def run(self):
        return asyncio.run(self.main())

    async def main(self):
        self.is_running = True
        for life in self.fresh:
            self.begin(life)
        while self.lives:
            await asyncio.sleep(0)
            if self.runnable == 0 and self.sleepers:
                self.ticks = max(self.ticks, self.sleepers[0][0])
                self.wake()
            elif self.runnable == 0 and self.waiting:
                raise Deadlock(f"tasks {sorted(self.waiting)} wait for messages")
        return _finish(self.log, self.errors)

    def wake(self):
        while self.sleepers and self.sleepers[0][0] <= self.ticks:
            self.runnable += 1
            heapq.heappop(self.sleepers)[2].set_result(None)

    async def life(self, number, task, priority):
        try:
            await self.steps(number, task, priority)
        except StopIteration:
            pass
        except RuntimeError as error:
            # A StopIteration that leaves a coroutine comes out as RuntimeError.
            if not isinstance(error.__cause__, StopIteration):
                self.errors.append(error)
        except Exception as error:
            self.errors.append(error)
        self.runnable -= 1

    async def steps(self, number, task, priority):
        answer = next(task)
        while answer != 0:
            if isinstance(answer, tuple):
                future = asyncio.get_running_loop().create_future()
                if answer[0] == "sleep":
                    self.runnable -= 1
                    heapq.heappush(self.sleepers, (self.ticks + answer[1], number, future))
                elif answer[1].messages:
                    future.set_result(answer[1].messages.popleft())
                else:
                    self.runnable -= 1
                    self.waiting.add(number)
                    answer[1].futures.append((self, future))
                value = await future
                self.waiting.discard(number)
                answer = task.send(value)
                continue
            share = max(1, int(answer * priority))
            self.log.append((number, share))
            self.ticks += 1
            self.wake()
            answer = task.send(share)
            if not isinstance(answer, tuple) and answer != 0:
                await asyncio.sleep(0)
