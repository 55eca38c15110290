"""Programs that sleep an hour."""

from __future__ import annotations

import asyncio
import contextlib
import time


async def sleep() -> float:
    """Sleep it."""
    await asyncio.sleep(3600)
    return asyncio.get_running_loop().time()


async def wait_for() -> float:
    """Give up on it after a second."""
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(asyncio.sleep(3600), timeout=1.0)
    return asyncio.get_running_loop().time()


async def three_tasks() -> float:
    """Sleep it three times at once, a second longer each time."""
    await asyncio.gather(*(asyncio.sleep(3600 + number) for number in range(3)))
    return asyncio.get_running_loop().time()


def blocking() -> float:
    """Sleep it without a loop."""
    began = time.monotonic()
    time.sleep(3600)
    return time.monotonic() - began
