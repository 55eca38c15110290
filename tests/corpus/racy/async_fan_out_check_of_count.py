# pattern: unbounded fan-out
# thread: main(3)
# holds: threads[0][0] <= 1

import asyncio


class Door:
    def __init__(self):
        self.inside = self.most = 0
        self.left = asyncio.Event()

    async def visit(self):
        if self.inside >= 1:
            await self.left.wait()
        self.inside += 1  # <- fault
        self.most = max(self.most, self.inside)
        await asyncio.sleep(0.1)
        self.inside -= 1
        self.left.set()


async def main(count):
    door = Door()
    await asyncio.gather(*(door.visit() for _ in range(count)))
    return door.most
