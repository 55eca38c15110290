"""Producers, consumers, listeners and guests for your pipelines. They are ours: read them, but don't hand them in.

`pipeline`, `radio` and `visits` each make a small program out of data, await it, and return notes of what happened,
with times of the loop since the beginning. Standard library only.
"""

import asyncio
import copy


class Planned(Exception):
    """What producers, consumers and guests raise on purpose."""


def clock():
    """Return a function that tells the seconds of the running loop since this moment."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    return lambda: round(loop.time() - began, 6)


async def pause(seconds):
    """Sleep, but not at all for 0 seconds."""
    if seconds:
        await asyncio.sleep(seconds)


# ----- run


async def lecture():
    """Produce 0 to 4, each of which takes a second, as the lecture's producer does."""
    for i in range(5):
        await asyncio.sleep(1)
        yield i


async def pipeline(items, consumers, maxsize, **plan):
    """Run `async_pipeline.run` over these items.

    The plan may have: `pace`, the seconds that it takes to produce an item (a list: one for each); `cost`, the same for
    consuming; `breaks`, after how many items the producer raises; `fails`, the items whose consume raises at its end;
    `closing`, the seconds that the iterator needs to close; `own_class`, whether it is no generator; `give_up`, the
    time at which the whole is cancelled.

    The notes: `result`, or what was `raised`; `took`; `produced` as [item, time]; `consumed` as [item, begun, ended,
    how]; `closed`, the time when the iterator was, or None.
    """
    from async_pipeline import run

    notes = {"raised": "", "result": None, "produced": [], "consumed": [], "closed": None}
    now = clock()
    source = Source(items, notes, now, **{name: plan[name] for name in ("pace", "breaks", "closing") if name in plan})
    consume = consumer(items, notes, now, plan.get("cost", 0), plan.get("fails", ()))
    work = run(source if plan.get("own_class") else source.generator, consume, consumers, maxsize)
    try:
        async with asyncio.timeout(plan.get("give_up")):
            notes["result"] = await work
    except Planned as error:
        notes["raised"] = str(error)
    except TimeoutError:
        notes["raised"] = "given up"
    return copy.deepcopy(notes | {"took": now()})


async def both(one, other):
    """Run two pipelines at the same time; each is the arguments of `pipeline`."""
    return await asyncio.gather(*(pipeline(*args, **plan) for args, plan in (one, other)))


class Source:
    """Produces items and notes when: an asynchronous generator, or an iterator of its own class with the same steps."""

    def __init__(self, items, notes, now, *, pace=0, breaks=None, closing=0):
        self._steps = list(items) + ([None] if breaks == len(items) else [])
        self._paces = pace if isinstance(pace, list) else [pace] * len(self._steps)
        self._notes, self._now, self._breaks, self._closing = notes, now, breaks, closing

    async def generator(self):
        """Produce item after item."""
        try:
            for number, item in enumerate(self._steps):
                yield await self._make(number, item)
        finally:
            await pause(self._closing)
            self._notes["closed"] = self._now()

    def __call__(self):
        self._rest = enumerate(self._steps)
        return self

    def __aiter__(self):
        return self

    async def __anext__(self):
        for number, item in self._rest:
            return await self._make(number, item)
        raise StopAsyncIteration

    async def aclose(self):
        """End it."""
        self._rest = iter(())

    async def _make(self, number, item):
        await pause(self._paces[number] if number < len(self._paces) else 0)
        if number == self._breaks:
            raise Planned(f"the producer broke down after {number} items")
        self._notes["produced"].append([item, self._now()])
        return item


def consumer(items, notes, now, cost, fails):
    """Return a coroutine function that consumes an item and notes when and how."""

    async def consume(item):
        note = [item, now(), None, "runs"]
        notes["consumed"].append(note)
        how = "cancelled"
        try:
            await asyncio.sleep(cost[items.index(item)] if isinstance(cost, list) else cost)
            how = "failed" if item in fails else "done"
            if how == "failed":
                raise Planned(f"{item!r} can't be consumed")
            return ["consumed", item]
        finally:
            note[2:] = [now(), how]

    return consume


# ----- Broadcast


async def radio(steps):
    """Make a Broadcast and let happen what the steps say: each is (time, what, name, plan).

    "subscribe": a listener subscribes; its loop begins after `begins` seconds, and it needs `takes` seconds for each
    item; it leaves `after` so many items. The buffer is `maxsize`. "publish": a task publishes the `items`, with a
    pause of `every` seconds. "cancel": ends the task of that name. "close": closes the Broadcast.

    The notes: for each listener what it `heard` as [item, time], and its `end` as [time, how]; for each publisher what
    it `said` as [item, begun, ended, how].
    """
    from async_pipeline import Broadcast

    broadcast, tasks, now = Broadcast(), {}, clock()
    notes = {"heard": {}, "end": {}, "said": {}}
    for time, what, name, plan in sorted(steps, key=lambda step: step[0]):
        await pause(time - now())
        if what == "subscribe":
            subscription = broadcast.subscribe(plan["maxsize"]) if "maxsize" in plan else broadcast.subscribe()
            tasks[name] = asyncio.create_task(_listen(subscription, name, notes, now, plan), name=name)
        elif what == "publish":
            tasks[name] = asyncio.create_task(_publish(broadcast, name, notes, now, plan), name=name)
        elif what == "cancel":
            tasks[name].cancel()
        else:
            broadcast.close()
    await _ended(tasks.values())
    await pause(1)  # what was asked to end comes to its end
    return notes


async def _listen(subscription, name, notes, now, plan):
    heard = notes["heard"][name] = []
    await pause(plan.get("begins", 0))
    how = "cancelled"
    try:
        async for item in subscription:
            heard.append([item, now()])
            await pause(plan.get("takes", 0))
            if len(heard) == plan.get("after"):
                how = "left"
                break
        else:
            how = "heard the end"
    finally:
        if how != "heard the end":
            await subscription.aclose()
        notes["end"][name] = [now(), how]


async def _publish(broadcast, name, notes, now, plan):
    said = notes["said"][name] = []
    for item in plan["items"]:
        note = [item, now(), None, "waits"]
        said.append(note)
        how = "cancelled"
        try:
            await broadcast.publish(item)
            how = "published"
        except NotImplementedError:
            raise
        except RuntimeError:
            how = "refused"
            return
        finally:
            note[2:] = [now(), how]
        await pause(plan.get("every", 0))


# ----- RateLimiter


async def visits(rate, per, guests):
    """Make a RateLimiter and let guests come: each is (name, time, plan).

    The plan may have: `stay`, the seconds inside; `gives_up`, the time at which the guest is cancelled; `fails`,
    whether the block ends by an exception.

    The notes: who `came` in which order, who `entered` as [name, time], and whose exception came out, `failed`.
    """
    from async_pipeline import RateLimiter

    limiter, notes, now = RateLimiter(rate, per), {"came": [], "entered": [], "failed": []}, clock()
    tasks = [asyncio.create_task(_visit(limiter, notes, now, guest), name=guest[0]) for guest in guests]
    impatience = [
        asyncio.create_task(_give_up(task, plan["gives_up"]), name=f"{name} gives up")
        for task, (name, _, plan) in zip(tasks, guests, strict=True)
        if "gives_up" in plan
    ]
    await _ended(tasks + impatience)
    await pause(2 * per)  # whatever brings back places has done so
    return notes


async def _visit(limiter, notes, now, guest):
    name, time, plan = guest
    await pause(time)
    notes["came"].append(name)
    try:
        async with limiter:
            notes["entered"].append([name, now()])
            await _stay(name, plan)
    except Planned:
        notes["failed"].append(name)


async def _stay(name, plan):
    await pause(plan.get("stay", 0))
    if plan.get("fails"):
        raise Planned(f"{name} fails inside")


async def _give_up(task, time):
    await pause(time)
    task.cancel()


# ----- tasks


async def _ended(tasks):
    """Wait until all have ended; raise what one of them raised, at once, but not that it was cancelled."""
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
    for task in done:
        if not task.cancelled():
            task.result()
