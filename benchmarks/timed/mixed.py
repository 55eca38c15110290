"""A program of sleeps, time-outs and queues by a plan, which notes the time after each step."""

from __future__ import annotations

import asyncio
import contextlib

Steps = list[tuple[str, float, float]]


async def work(steps: Steps, queue: asyncio.Queue[None]) -> list[float]:
    """Do the steps: each is a kind, a delay and a limit."""
    times = []
    for kind, delay, limit in steps:
        match kind:
            case "sleep":
                await asyncio.sleep(delay)
            case "wait_for":
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(asyncio.sleep(delay), limit)
            case "timeout":
                try:
                    async with asyncio.timeout(limit):
                        await asyncio.sleep(delay)
                except TimeoutError:
                    pass
            case "put":
                await queue.put(None)
            case "get":
                await queue.get()
        times.append(asyncio.get_running_loop().time())
    return times


async def main(pairs: list[tuple[Steps, Steps]]) -> list[list[float]]:
    """Do the work of all pairs at once, each with a queue of its own between its two."""
    tasks = []
    async with asyncio.TaskGroup() as group:
        for pair in pairs:
            queue: asyncio.Queue[None] = asyncio.Queue()
            tasks += [group.create_task(work(steps, queue)) for steps in pair]
    return [task.result() for task in tasks]
