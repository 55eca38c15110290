# style: asyncio in the caller waits for the futures of a ProcessPoolExecutor; a coroutine for each item.
import asyncio
import re
from collections import Counter
from concurrent.futures import ProcessPoolExecutor


async def gather_all(executor, func, items):
    loop = asyncio.get_running_loop()
    return await asyncio.gather(*[loop.run_in_executor(executor, func, item) for item in items])


def parallel_map(func, items, workers):
    with ProcessPoolExecutor(workers) as executor:
        return asyncio.run(gather_all(executor, func, items))


def map_with_setup(func, items, workers, setup, setup_args):
    with ProcessPoolExecutor(workers, initializer=setup, initargs=setup_args) as executor:
        return asyncio.run(gather_all(executor, func, items))


def tally(text):
    return Counter(word.lower() for word in re.findall(r"(\w+)", text))


def count_words(texts, workers):
    return dict(sum(parallel_map(tally, texts, workers), Counter()))


async def carry(executor, stages, item):
    loop = asyncio.get_running_loop()
    for stage in stages:
        item = await loop.run_in_executor(executor, stage, item)
    return item


async def carry_all(executor, stages, items):
    journeys = [carry(executor, stages, item) for item in items]
    return await asyncio.gather(*journeys, return_exceptions=True)


def run_pipeline(items, stages, workers):
    with ProcessPoolExecutor(max_workers=workers) as executor:
        return asyncio.run(carry_all(executor, stages, items))
