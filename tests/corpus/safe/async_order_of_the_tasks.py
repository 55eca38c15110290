# pattern: order by completion
# thread: main([3, 4])
# holds: threads == [[[9, 16]]]

import asyncio


async def square(number):
    await asyncio.sleep(0.1)
    return number * number


async def main(numbers):
    tasks = [asyncio.create_task(square(number)) for number in numbers]
    await asyncio.wait(tasks)
    return [task.result() for task in tasks]
