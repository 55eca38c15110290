# pattern: loop blocked
# thread: main()

import asyncio
import time


async def work():
    time.sleep(0.1)  # <- fault


async def main():
    await asyncio.gather(work(), work())
