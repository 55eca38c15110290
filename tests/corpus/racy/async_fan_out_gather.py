# pattern: unbounded fan-out
# thread: main([1, 2, 3, 4], 2)
# holds: threads[0][0] <= 2

import asyncio


async def main(numbers, limit):
    inside = most = 0

    async def fetch(number):
        nonlocal inside, most
        inside += 1  # <- fault
        most = max(most, inside)
        await asyncio.sleep(0.1)
        inside -= 1
        return number

    await asyncio.gather(*(fetch(number) for number in numbers))  # <- fault
    return most
