# pattern: check then await then act
# make: room = Room()
# task: room.leave()
# task: room.leave()
# then: room.closed
# holds: then == [1]

import asyncio


class Room:
    def __init__(self):
        self.people = 2
        self.closed = 0

    async def leave(self):
        await asyncio.sleep(0)
        self.people -= 1
        is_last = self.people == 0
        await asyncio.sleep(0)
        if is_last:
            self.closed += 1
