"""What a run of an explored program came to, decoded strictly: the guest's word, so evidence and no verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from grader import wire
from grader.describe import Do
from grader.facts import Told, told_of

_ENDINGS: Final = ("done", "deadlock", "endless")
_MAX_LIST: Final = 1000


@dataclass(frozen=True, slots=True)
class Result:
    """One operation of a run.

    It returned `value`, or raised `error`, or was `blocked` when nothing could go on any more; it was `rescued` when
    only an operation after the threads let it go on. `before` says of each thread how many of its operations had
    returned before this one began. `at` and `took` are virtual seconds.
    """

    op: Do
    thread: int
    index: int
    before: tuple[int, ...]
    value: object
    error: Exception | None
    blocked: bool
    rescued: bool
    at: float
    took: float

    @property
    def told(self) -> Told | None:
        """What is known of the exception."""
        return None if self.error is None else told_of(self.error)

    def __str__(self) -> str:
        if self.blocked:
            return f"{self.op} waits for ever"
        if self.error is not None:
            told = self.told
            name, message = (told.name, told.message) if told else ("Exception", str(self.error))
            return f"{self.op} raises {name}" + (f" ({message})" if message else "")
        return f"{self.op} gives {self.value!r}"


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a probe: from when to when, in virtual seconds; it never ended where `ended` is None."""

    name: str
    args: tuple[object, ...]
    began: float
    ended: float | None
    cancelled: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """What coroutines left behind, or did where they should not: a kind, whose it is, and where, if that is known."""

    kind: str
    what: str
    file: str
    line: int

    def __str__(self) -> str:
        where = f" ({self.file}, line {self.line})" if self.file else ""
        return _TROUBLES[self.kind].format(what=self.what, where=where)


_TROUBLES: Final = {
    "left": "the task {what}{where} still runs at the end: nobody awaited or cancelled it",
    "never awaited": "the coroutine {what}{where} was made and never awaited, so it never ran",
    "unretrieved": "a task ended by {what}{where}, and nobody looked at it",
    "destroyed": "the task {what}{where} was dropped before it had ended",
    "blocks": "{what}{where} stops the whole event loop: no other task runs meanwhile",
    "waits": "{what}{where}, for ever",
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way in which the program can go, and a schedule that leads there.

    `threads` are the results by thread, `then` those of the operations after all threads. `left` are threads of the
    student's own that had not ended, `unseen` exceptions that ended a thread and that nobody saw, `held` counts locks
    that were never given back, `most` says for each probe how many were inside at once, `under_lock` which were called
    while their caller held a lock, and `calls` are the probes' calls in order. `rests` counts slices of time that a
    thread used up while others could have gone on, and `observed` has what the `always` reads gave, each state once.
    `trouble` is what event loops had to tell, and `cancelled` the virtual second of the check's own cancellation.
    """

    schedule: str
    preemptions: int
    ending: str
    threads: tuple[tuple[Result, ...], ...]
    then: tuple[Result, ...]
    stuck: tuple[str, ...]
    left: tuple[str, ...]
    held: int
    unseen: tuple[Told, ...]
    most: Mapping[str, int]
    under_lock: tuple[str, ...]
    calls: tuple[Call, ...]
    rests: int
    observed: tuple[tuple[object, ...], ...] = ()
    trouble: tuple[Trouble, ...] = ()
    cancelled: float | None = None

    @property
    def is_default(self) -> bool:
        """Whether no choice differed from the default."""
        return self.schedule == "-"

    @property
    def results(self) -> tuple[Result, ...]:
        """All results, thread by thread, those after the threads last."""
        return (*(result for thread in self.threads for result in thread), *self.then)

    @property
    def blocked(self) -> tuple[Result, ...]:
        """Operations that wait for ever."""
        return tuple(result for result in self.results if result.blocked)

    @property
    def rescued(self) -> tuple[Result, ...]:
        """Operations that waited for ever, had not the check gone on after all threads."""
        return tuple(result for result in self.results if result.rescued)


def decode_outcome(frame: Any, threads: Sequence[Sequence[Do]], then: Sequence[Do]) -> Outcome:  # noqa: ANN401 - JSON
    """Return the outcome that a guest tells. Raises WireError when it can't be one."""
    try:
        return _decode(frame, [*threads, then])
    except (TypeError, KeyError, ValueError, IndexError, AttributeError) as error:
        raise wire.WireError(f"an outcome that can't be: {error!r}") from None


def _decode(frame: Mapping[str, Any], ops: Sequence[Sequence[Do]]) -> Outcome:
    found: list[list[Result]] = [[] for _ in ops]
    for told in _list(frame["history"]):
        result = _result(told, ops)
        if result.index != len(found[result.thread]):
            raise ValueError("operations out of order")
        found[result.thread].append(result)
    if frame["ending"] not in _ENDINGS:
        raise ValueError(f"unknown ending {frame['ending']!r}")
    return Outcome(
        schedule=_text(frame["schedule"]),
        preemptions=_count(frame["preemptions"]),
        ending=frame["ending"],
        threads=tuple(map(tuple, found[:-1])),
        then=tuple(found[-1]),
        stuck=tuple(map(_text, _list(frame["stuck"]))),
        left=tuple(map(_text, _list(frame["left"]))),
        held=_count(frame["held"]),
        unseen=tuple(_unseen(told) for told in _list(frame["unseen"])),
        most={_text(name): _count(count) for name, count in frame["most"].items()},
        under_lock=tuple(map(_text, _list(frame["under_lock"]))),
        calls=tuple(_call(*told) for told in _list(frame["calls"])),
        rests=_count(frame["rests"]),
        observed=tuple(tuple(wire.decode(value) for value in state) for state in _list(frame["observed"])),
        trouble=tuple(_trouble(*told) for told in _list(frame["trouble"])),
        cancelled=_moment(frame["cancelled"]),
    )


def _call(name: object, args: object, began: object, ended: object, cancelled: object) -> Call:
    plain = tuple(wire.decode(arg) for arg in _list(args))
    return Call(_text(name), plain, _count(began) / 1e9, _moment(ended), cancelled is True)


def _result(told: Mapping[str, Any], ops: Sequence[Sequence[Do]]) -> Result:
    thread, index = _count(told["thread"]), _count(told["index"])
    error = wire.decode_error(told["error"]) if "error" in told else None
    return Result(
        op=ops[thread][index],
        thread=thread,
        index=index,
        before=tuple(map(_count, _list(told["before"]))),
        value=wire.decode(told.get("value")),
        error=error,
        blocked=told.get("blocked") is True,
        rescued=told["rescued"] is True,
        at=_count(told["at"]) / 1e9,
        took=_count(told["took"]) / 1e9,
    )


def _unseen(frame: object) -> Told:
    told = told_of(wire.decode_error(frame))
    if told is None:
        raise ValueError("an exception that tells nothing")
    return told


def _trouble(kind: object, what: object, file: object, line: object) -> Trouble:
    if kind not in _TROUBLES:
        raise ValueError(f"unknown trouble {kind!r}")
    return Trouble(_text(kind), _text(what), _text(file), _count(line))


def _list(value: object) -> list[Any]:
    if type(value) is not list or len(value) > _MAX_LIST:
        raise ValueError("not a list, or too long")
    return value


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"not a count: {value!r}")
    return value


def _moment(value: object) -> float | None:
    """Return virtual seconds; None for -1, which stands for never."""
    return None if value == -1 else _count(value) / 1e9


def _text(value: object) -> str:
    if type(value) is not str:
        raise ValueError("not a text")
    return value
