# pattern: deadlock of tasks
# thread: main()
# holds: threads == [[["a", "b", "c"]]]

import asyncio


async def main():
    loop = asyncio.get_running_loop()
    ended = {name: loop.create_future() for name in "abc"}

    async def work(own, other):
        if other:
            await ended[other]
        ended[own].set_result(own)
        return own

    return await asyncio.gather(work("a", "b"), work("b", "c"), work("c", ""))
