# pattern: sleep as synchronisation of tasks
# thread: main()
# holds: threads == [[["first", "second"]]]

import asyncio


async def main():
    said = []

    async def say(word, delay):
        await asyncio.sleep(delay)
        said.append(word)  # <- fault

    await asyncio.gather(say("second", 0.2), say("first", 0.1))
    return said
