# pattern: unbounded fan-out
# thread: main(3)
# holds: threads[0][0] <= 1

import asyncio


class Door:
    def __init__(self):
        self.inside = self.most = 0
        self.left = asyncio.Condition()

    async def visit(self):
        async with self.left:
            await self.left.wait_for(lambda: not self.inside)
            self.inside += 1
        self.most = max(self.most, self.inside)
        await asyncio.sleep(0.1)
        async with self.left:
            self.inside -= 1
            self.left.notify()


async def main(count):
    door = Door()
    await asyncio.gather(*(door.visit() for _ in range(count)))
    return door.most
