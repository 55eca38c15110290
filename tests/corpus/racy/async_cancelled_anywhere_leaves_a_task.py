# pattern: torn by cancellation
# thread: both()
# cancel: yes
# holds: threads[0][0] in (3, "CancelledError!")

import asyncio


async def part(number):
    await asyncio.sleep(number)
    return number


async def both():
    one, two = asyncio.create_task(part(1)), asyncio.create_task(part(2))  # <- fault
    return await one + await two  # <- fault
