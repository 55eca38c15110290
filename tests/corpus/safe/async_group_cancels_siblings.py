# pattern: siblings left running
# thread: main()
# holds: threads == [[["no"]]]

import asyncio


async def good():
    await asyncio.sleep(0.2)


async def bad():
    await asyncio.sleep(0.1)
    raise ValueError("no")


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(good())
            group.create_task(bad())
    except* ValueError as errors:
        return_value = [str(error) for error in errors.exceptions]
    return return_value
