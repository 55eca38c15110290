# pattern: if for while of tasks
# thread: main()
# holds: sorted(threads[0][0]) == ["a", "b"]

import asyncio


class Shelf:
    def __init__(self):
        self.items = []
        self.changed = asyncio.Condition()

    async def take(self):
        async with self.changed:
            while not self.items:
                await self.changed.wait()
            return self.items.pop()

    async def put(self, item):
        async with self.changed:
            self.items.append(item)
            self.changed.notify_all()


async def main():
    shelf = Shelf()
    first, second, *_ = await asyncio.gather(shelf.take(), shelf.take(), shelf.put("a"), shelf.put("b"))
    return first, second
