# pattern: check then await then act
# thread: main()
# holds: threads == [[(["page", "page"], 1)]]

import asyncio


class Cache:
    def __init__(self):
        self.pages = {}
        self.fetched = 0

    async def fetch(self, key):
        await asyncio.sleep(0.1)
        self.fetched += 1
        return "page"

    async def get(self, key):
        if key not in self.pages:
            self.pages[key] = asyncio.ensure_future(self.fetch(key))
        return await self.pages[key]


async def later(cache):
    await asyncio.sleep(0.2)
    return await cache.get("a")


async def main():
    cache = Cache()
    pages = await asyncio.gather(cache.get("a"), later(cache))
    return pages, cache.fetched
