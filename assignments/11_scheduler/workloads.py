"""Small tasks to try your scheduler with. They are ours: read them, call them, but don't hand them in.

Standard library only.
"""

_MOST = 300
_notes = []
_slices = []


def notes():
    """Return what the tasks have noted, in order."""
    return _notes


def outcome(function, *args):
    """Call a function and tell what came of it: what it returned, or the exceptions of tasks, and the log."""
    try:
        return {"log": function(*args)}
    except ExceptionGroup as group:
        return {"raised": sorted(_leaves(group)), "log": getattr(group, "log", "there is no attribute log")}
    except Failed as error:
        return {"bare": f"Failed: {error}"}


def run(scheduler):
    """Run a scheduler and tell what came of it."""
    return outcome(scheduler.run)


def _leaves(error):
    if isinstance(error, BaseExceptionGroup):
        return [leaf for inner in error.exceptions for leaf in _leaves(inner)]
    return [f"{type(error).__name__}: {error}"]


class Failed(Exception):
    """What a task raises on purpose."""


# ----- tasks for round_robin


def yields(values, result=None, error=""):
    """Yield these values; then raise Failed with that text, if there is one, or else return the result."""
    yield from values
    if error:
        raise Failed(error)
    return result


# ----- tasks for Scheduler


def _took(given, left):
    """Count a slice; fail where it is none."""
    _slices.append(given)
    if type(given) is not int or given < 1:
        raise ValueError(f"a task that needs {left} should be sent a slice of 1 or more, but was sent {given!r}")


def work(need):
    """Need so much time, and use each slice to its end: a task like those of the lecture."""
    left, turns = need, 0
    while left > 0:
        given = yield left
        _took(given, left)
        left = max(0, left - given)
        turns += 1
        if turns > _MOST:
            raise RuntimeError(f"a task that needs {need} has had {turns} turns, and still it needs {left}")
    yield 0


def demands(needs):
    """Say these needs one after the other, whatever the slices are: a task that finds out on its way."""
    for need in needs:
        given = yield need
        if need:
            _took(given, need)


def parent(scheduler, plan):
    """Spawn a task that needs so much, with that priority, in each turn: plan has both. The ids are noted."""
    left = len(plan)
    for need, priority in plan:
        _took((yield left), left)
        _notes.append(scheduler.spawn(work(need), priority))
        left -= 1
    yield 0


def ancestor(scheduler, generations):
    """Spawn one task like this in the only turn, with one generation less. Ids are noted."""
    _took((yield 1), 1)
    if generations:
        _notes.append(scheduler.spawn(ancestor(scheduler, generations - 1)))
    yield 0


def sleeper(name, naps):
    """Sleep for these ticks, one nap after the other; note what the sleeper is sent when it wakes.

    Each note is the name, what was sent, and how many slices all tasks had while it slept.
    """
    left = len(naps)
    for ticks in naps:
        _took((yield left), left)
        began = len(_slices)
        sent = yield ("sleep", ticks)
        _notes.append([name, sent, len(_slices) - began])
        left -= 1
    yield 0


def receiver(name, mailbox, count):
    """Receive so many messages; note each with the name."""
    left = count
    for _ in range(count):
        _took((yield left), left)
        message = yield ("receive", mailbox)
        _notes.append([name, message])
        left -= 1
    yield 0


def sender(mailbox, turns):
    """Send messages: turns has, for each turn, the list of those that are sent in it."""
    left = len(turns)
    for messages in turns:
        _took((yield left), left)
        for message in messages:
            mailbox.send(message)
        left -= 1
    yield 0


def late_sender(mailbox, ticks, messages):
    """Sleep first, and send messages then."""
    _took((yield 1), 1)
    yield ("sleep", ticks)
    for message in messages:
        mailbox.send(message)
    yield 0


def passer(name, source, target):
    """Wait for a message and pass it on."""
    _took((yield 1), 1)
    message = yield ("receive", source)
    _notes.append([name, message])
    target.send(message)
    yield 0


def fails(when, text, mailbox=None):
    """Raise Failed: "at once", "in its slice", "after a sleep" or "after a message"."""
    if when == "at once":
        raise Failed(text)
    _took((yield 8), 8)
    if when == "in its slice":
        raise Failed(text)
    if when == "after a sleep":
        yield ("sleep", 3)
    else:
        yield ("receive", mailbox)
    raise Failed(text)
