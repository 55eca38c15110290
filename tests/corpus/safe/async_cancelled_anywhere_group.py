# pattern: torn by cancellation
# thread: both()
# cancel: yes
# late: no
# holds: threads[0][0] == ((3, 2.0) if cancelled is None else "CancelledError!")

import asyncio


async def part(number):
    await asyncio.sleep(number)
    return number


async def both():
    async with asyncio.TaskGroup() as group:
        one, two = group.create_task(part(1)), group.create_task(part(2))
    return one.result() + two.result(), asyncio.get_running_loop().time()
