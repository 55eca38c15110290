# pattern: torn over an await
# thread: main()
# holds: threads == [[100]]

import asyncio

accounts = {"a": 60, "b": 40}


async def transfer(amount):
    accounts["a"] -= amount
    await asyncio.sleep(0.1)
    accounts["b"] += amount  # <- fault


async def audit():
    await asyncio.sleep(0.2)
    return sum(accounts.values())


async def main():
    _, total = await asyncio.gather(transfer(10), audit())
    return total
