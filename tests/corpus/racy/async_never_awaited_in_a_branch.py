# pattern: coroutine never awaited
# thread: main()

import asyncio


class Mailbox:
    def __init__(self):
        self.mail = []

    async def close(self):
        self.mail.clear()

    async def send(self, text):
        await asyncio.sleep(0.1)
        self.mail.append(text)
        if len(self.mail) > 1 and self.mail[0] == "second":
            self.close()  # <- fault


async def main():
    box = Mailbox()
    await asyncio.gather(box.send("first"), box.send("second"))
