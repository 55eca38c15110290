# pattern: torn over an await
# thread: main()
# holds: threads == [[100]]

import asyncio

accounts = {"a": 60, "b": 40}


async def transfer(lock, amount):
    async with lock:
        accounts["a"] -= amount
        await asyncio.sleep(0.1)
        accounts["b"] += amount


async def audit(lock):
    await asyncio.sleep(0.05)
    async with lock:
        return sum(accounts.values())


async def main():
    lock = asyncio.Lock()
    _, total = await asyncio.gather(transfer(lock, 10), audit(lock))
    return total
