# style: done callbacks, futures made by hand, and timers of the loop
import asyncio
from collections import deque
from functools import partial


class Fetching:
    def __init__(self, fetch, keys, limit):
        self.fetch, self.limit = fetch, limit
        self.todo = deque(enumerate(keys))
        self.results = [None] * len(keys)
        self.running = set()
        self.over = asyncio.get_running_loop().create_future()

    def begin(self):
        while self.todo and len(self.running) < self.limit:
            index, key = self.todo.popleft()
            task = asyncio.get_running_loop().create_task(self.fetch(key))
            self.running.add(task)
            task.add_done_callback(partial(self.ended, index))
        if not self.running and not self.over.done():
            self.over.set_result(None)

    def ended(self, index, task):
        self.running.remove(task)
        error = asyncio.CancelledError() if task.cancelled() else task.exception()
        if self.over.done():
            return
        if error is not None:
            self.over.set_exception(error)
        else:
            self.results[index] = task.result()
            self.begin()


async def fetch_all(fetch, keys, limit):
    fetching = Fetching(fetch, keys, limit)
    fetching.begin()
    try:
        await fetching.over
    finally:
        running = list(fetching.running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
    return fetching.results


async def with_timeout(make, seconds, default):
    work, is_late = asyncio.create_task(make()), False

    def time_is_up():
        nonlocal is_late
        is_late = work.cancel()

    timer = asyncio.get_running_loop().call_later(seconds, time_is_up)
    try:
        return await work
    except asyncio.CancelledError:
        if is_late and not asyncio.current_task().cancelling():
            return default
        raise
    finally:
        timer.cancel()


async def first_success(makes):
    if not makes:
        raise ValueError
    winner = asyncio.get_running_loop().create_future()
    errors = []

    def ended(task):
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            errors.append(error)
            if len(errors) == len(tasks) and not winner.done():
                winner.set_exception(ExceptionGroup("errors", errors))
        elif not winner.done():
            winner.set_result(task.result())

    tasks = [asyncio.ensure_future(make()) for make in makes]
    for task in tasks:
        task.add_done_callback(ended)
    try:
        return await winner
    finally:
        for task in tasks:
            if not task.done():
                task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def heartbeat(beat, interval, stop):
    loop = asyncio.get_running_loop()

    def tick(due):
        nonlocal timer
        timer = loop.call_at(due + interval, tick, due + interval)
        beat()

    timer = loop.call_soon(tick, loop.time())
    try:
        await stop.wait()
    finally:
        timer.cancel()
