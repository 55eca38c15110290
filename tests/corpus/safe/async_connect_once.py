# pattern: check then await then act
# make: client = Client()
# thread: client.twice()
# then: client.opened
# holds: then == [1]

import asyncio


class Client:
    def __init__(self):
        self.connection = None
        self.opened = 0

    async def connect(self):
        self.opened += 1
        await asyncio.sleep(0.01)
        return f"connection {self.opened}"

    async def ask(self):
        async with self.lock:
            if self.connection is None:
                self.connection = await self.connect()
        return self.connection

    async def twice(self):
        self.lock = asyncio.Lock()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.ask())
            await asyncio.sleep(0.02)
            group.create_task(self.ask())
