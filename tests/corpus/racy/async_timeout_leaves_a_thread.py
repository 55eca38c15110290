# pattern: time-out leaves work
# thread: main()
# holds: threads == [[("late", 0)]]

import asyncio
import time

working = 0


def work():
    global working
    working += 1
    time.sleep(5)
    working -= 1


async def main():
    try:
        await asyncio.wait_for(asyncio.to_thread(work), 1)  # <- fault
    except TimeoutError:
        return "late", working
