"""Coroutines to try your functions with. They are ours: read them, call them, but don't hand them in.

The first ones are the lecture's. A `Job` takes down what happens to it; `notes()` returns what was taken down, as
tuples (name, what happened, at which second of the loop's clock). Standard library only.
"""
# ruff: noqa: T201 - the lecture's programs print

import asyncio
import gc
import time
import weakref

_notes = []
_inside = {}


def notes():
    """Return what was taken down so far."""
    return list(_notes)


def _now():
    return asyncio.get_running_loop().time()


def _note(name, what):
    _notes.append((name, what, _now()))


# The lecture's programs


async def say_after(delay, what):
    """Say something after some seconds."""
    await asyncio.sleep(delay)
    print(what)
    _note(what, "is said")


async def one_by_one():
    """Await two coroutines, one after the other: 1 + 2 = 3 seconds."""
    await say_after(1, "hello")
    await say_after(2, "world")


async def both_at_once():
    """Make tasks of them first, and they run at the same time: 3 seconds, the longer of the two."""
    task1 = asyncio.create_task(say_after(3, "hello"))
    task2 = asyncio.create_task(say_after(1, "world"))
    await task1
    await task2


async def say(line):
    """Say a line (delay, what), and return what was said: a `fetch` for your `fetch_all`."""
    delay, what = line
    await say_after(delay, what)
    return what


async def eternity():
    """Sleep for one hour."""
    await asyncio.sleep(3600)
    print("yay!")


# Work that is looked at


class Job:
    """Work for `await job()`: it takes `seconds`, and then gives `result`, or raises an error if it has one.

    When it is cancelled it needs some seconds more, to tidy up (`leaving`).
    """

    def __init__(self, name, seconds, leaving=0.0, result=None, error=""):
        self.name, self.seconds, self.leaving, self.result = name, seconds, leaving, result
        self.error = {"": None, "ValueError": ValueError, "TimeoutError": TimeoutError, "OSError": OSError}[error]

    async def __call__(self):
        _note(self.name, "begins")
        _inside[self.name] = "was still at work"
        try:
            await self._work()
        finally:
            del _inside[self.name]
        if self.error is not None:
            raise self.error(self.name)
        _note(self.name, "is done")
        return self.result

    async def _work(self):
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            _note(self.name, "is cancelled")
            _inside[self.name] = "was still tidying up"
            await asyncio.sleep(self.leaving)
            raise


async def do_job(key):
    """Do the job that a key describes, (name, seconds, leaving, result, error): a `fetch` for your `fetch_all`."""
    return await Job(*key)()


async def mail_order(key):
    """Wait for an answer that comes by mail after a second, if whoever waits for it is still there.

    Nobody but the task that waits for it holds on to the future; garbage is collected before the answer comes.
    """
    answer = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_later(1.0, _deliver, weakref.ref(answer), key)
    return await answer


def _deliver(address, key):
    gc.collect()
    answer = address()
    if answer is not None and not answer.done():
        answer.set_result(key)


# Those who call your functions


async def watch(cancel_after, function, *args):
    """Await `function(*args)`, and cancel it after some seconds, unless they are None.

    Returns how it ended ("returned", or the name of an exception), the result or the exceptions, the second at which it
    ended, and what the jobs were doing that had not ended by then.
    """
    task = asyncio.create_task(function(*args))
    if cancel_after is not None:
        asyncio.get_running_loop().call_later(cancel_after, task.cancel)
    try:
        how, what = "returned", await task
    except asyncio.CancelledError:
        how, what = "CancelledError", []
    except NotImplementedError:
        raise
    except Exception as error:
        how = "ExceptionGroup" if isinstance(error, ExceptionGroup) else type(error).__name__
        what = sorted(f"{type(each).__name__}: {each}" for each in _flat(error))
    return how, what, _now(), dict(_inside)


def _flat(error):
    if not isinstance(error, ExceptionGroup):
        return [error]
    return [each for part in error.exceptions for each in _flat(part)]


async def beat_until(seconds, beat, interval, busy=()):
    """Let your `heartbeat` call `beat()` until some seconds have gone by; return the second at which it returned.

    `busy` are pairs (second, length): there somebody else keeps the event loop busy, and nothing can run.
    """
    from async_basics import heartbeat

    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for second, length in busy:
        loop.call_later(second, time.sleep, length)
    loop.call_later(seconds, stop.set)
    await heartbeat(beat, interval, stop)
    return loop.time()


async def cancel_heart(second, beat, interval):
    """Cancel your `heartbeat` at some second, and set stop two intervals later; return what `watch` returns."""
    from async_basics import heartbeat

    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    loop.call_later(second + 2 * interval, stop.set)
    came = await watch(second, heartbeat, beat, interval, stop)
    await asyncio.sleep(4 * interval)
    return came
