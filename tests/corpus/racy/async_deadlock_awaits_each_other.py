# pattern: deadlock of tasks
# thread: main()

import asyncio


async def main():
    loop = asyncio.get_running_loop()
    ended = {"a": loop.create_future(), "b": loop.create_future()}

    async def work(own, other):
        await ended[other]  # <- fault
        ended[own].set_result(own)

    await asyncio.gather(work("a", "b"), work("b", "a"))
