"""A cooperative scheduler. This is the file that you hand in.

Replace each `raise NotImplementedError(...)` by your own code. README.md says what every function and method promises.
Helpers, classes and imports of your own are welcome. Importing this file must not start anything.
"""

from collections.abc import Generator
from typing import Any


def round_robin(*tasks: Generator[Any, Any, Any]) -> list[tuple[int, object]]:
    """Run the generators one step each in turn until all have ended; return (task index, yielded value) in order.

    A task that raises is dropped, and the others go on. At the end an ExceptionGroup of what was raised is raised, with
    the log so far as its attribute `log`.
    """
    # TODO: who is next, and who is out?
    raise NotImplementedError("TODO: round_robin")


class Deadlock(Exception):
    """All tasks that are left wait for ever. The text has their ids."""


class Mailbox:
    """Messages for tasks: whoever yields ("receive", mailbox) gets the next one."""

    def __init__(self) -> None:
        # TODO: what waits here?
        raise NotImplementedError("TODO: Mailbox")

    def send(self, x: object) -> None:
        """Put a message into the mailbox. Never waits."""
        # TODO: keep it, also if nobody waits for it yet.
        raise NotImplementedError("TODO: Mailbox.send")


class Scheduler:
    """Runs tasks, which are generators, by turns."""

    def __init__(self) -> None:
        # TODO: what has to be remembered of the tasks, of those that sleep, and of the time?
        raise NotImplementedError("TODO: Scheduler")

    def spawn(self, task: Generator[Any, Any, Any], priority: float = 0.5) -> int:
        """Take one more task, also while `run` is running; return its id, never the same for two tasks."""
        # TODO: wrap the task in a handle and queue it.
        raise NotImplementedError("TODO: Scheduler.spawn")

    def run(self) -> list[tuple[int, int]]:
        """Run until all tasks are done; return (task id, slice) for each slice that was given, in order.

        A task first yields the time that it needs. Then it is sent a slice, max(1, int(need left * priority)), and
        yields what it still needs (0: it is done), or a request: ("sleep", ticks) or ("receive", mailbox).

        Raises Deadlock when all tasks that are left wait for ever, and for tasks that raised an ExceptionGroup that has
        the log as its attribute `log`.
        """
        # TODO: whose turn is it, what is sent to it, and what does its answer mean?
        raise NotImplementedError("TODO: Scheduler.run")
