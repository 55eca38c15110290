# pattern: dropped task
# thread: main()
# holds: threads == [["saved"]]

import asyncio

background = set()


async def save(number):
    await asyncio.sleep(0.1)
    return number


async def main():
    for number in range(2):
        task = asyncio.create_task(save(number))
        background.add(task)
        task.add_done_callback(background.discard)
    while background:
        await asyncio.gather(*background)
    return "saved"
