# pattern: torn by cancellation
# make: pool = Pool()
# task: pool.use()
# cancel: yes
# then: pool.free
# holds: then == [1]

import asyncio


class Pool:
    def __init__(self):
        self.free = 1

    async def use(self):
        self.free -= 1
        await asyncio.sleep(0.1)  # <- fault
        try:
            await asyncio.sleep(0.1)
        finally:
            self.free += 1
