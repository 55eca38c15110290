# pattern: order by completion
# thread: main([3, 4])
# holds: threads == [[[9, 16]]]

import asyncio


async def square(number):
    await asyncio.sleep(0.1)
    return number * number


async def main(numbers):
    done, _ = await asyncio.wait([asyncio.create_task(square(number)) for number in numbers])
    return [task.result() for task in done]  # <- fault
