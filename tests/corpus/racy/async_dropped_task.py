# pattern: dropped task
# thread: main()

import asyncio


async def save(number):
    await asyncio.sleep(0.1)
    return number


async def main():
    for number in range(2):
        asyncio.create_task(save(number))  # <- fault
    return "saved"
