# pattern: shared iterator of tasks
# thread: main()
# holds: sorted(threads[0][0]) == [0, 1, 2]

import asyncio


class Numbers:
    def __init__(self, count):
        self.next, self.count = 0, count

    def __aiter__(self):
        return self

    async def __anext__(self):
        if self.next >= self.count:
            raise StopAsyncIteration
        number = self.next
        self.next = number + 1
        await asyncio.sleep(0)
        return number


async def consume(numbers, found):
    async for number in numbers:
        found.append(number)


async def main():
    numbers, found = Numbers(3), []
    await asyncio.gather(consume(numbers, found), consume(numbers, found))
    return found
