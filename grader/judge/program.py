"""A described program as the guest gets it: plain JSON, made of what a check wrote (see `grader.describe`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from grader import wire
from grader.describe import Do, Limits, New, Probe
from grader.judge.remote import Ref


@dataclass
class Program:
    """A described program: threads of operations, what follows, and the rules of its runs."""

    threads: Sequence[Sequence[Do]]
    then: Sequence[Do]
    on: New | None = None
    late: bool = True
    spurious: int = 0
    seed: int = 0
    first: str = ""
    in_loop: bool = False
    cancel: bool = False
    always: Sequence[Do] = ()
    objects: dict[int, New] = field(default_factory=dict)
    probes: dict[str, Probe] = field(default_factory=dict)

    def told(self, limits: Limits) -> dict[str, object]:
        """Return it as plain JSON for the guest."""
        if self.on is not None:
            self._number(self.on)
        threads = [[self._op(op) for op in thread] for thread in self.threads]
        then = [self._op(op) for op in self.then]
        always = [self._op(op) for op in self.always]
        made = [
            [number, each.target, self._plain(each.args), self._plain(each.kwargs)]
            for number, each in self.objects.items()
        ]
        return {
            "probes": {name: _plan(each) for name, each in self.probes.items()},
            "objects": made,
            "threads": threads,
            "then": then,
            "always": always,
            "late": self.late,
            "spurious": self.spurious,
            "in_loop": self.in_loop,
            "cancel": self.cancel,
            "seed": self.seed,
            "first": [self.first] if self.first else [],
            "limits": limits.told(),
        }

    def _op(self, op: Do) -> dict[str, object]:
        target = op.on or (None if op.is_function else self.on)
        return {
            "target": op.name if target is None else self._number(target),
            "name": "" if target is None else op.name,
            "args": self._plain(op.args),
            "kwargs": self._plain(op.kwargs),
            "read": op.read,
        }

    def _plain(self, value: object) -> object:
        return wire.encode(list(value) if isinstance(value, tuple) else dict(value) if value else {}, self._special)  # type: ignore[call-overload]  # args or kwargs

    def _special(self, value: object) -> dict[str, object] | None:
        if isinstance(value, New):
            return {"o": self._number(value)}
        if isinstance(value, Probe):
            known = self.probes.setdefault(value.name, value)
            if known is not value:
                raise ValueError(f"two probes with the name {value.name!r}")
            return {"p": value.name}
        return {"r": value.name} if isinstance(value, Ref) else None

    def _number(self, wanted: New) -> int:
        for number, known in self.objects.items():
            if known is wanted:
                return number
        for arg in (*wanted.args, *wanted.kwargs.values()):  # made before what needs them
            if isinstance(arg, New):
                self._number(arg)
        number = len(self.objects)
        self.objects[number] = wanted
        return number


def _plan(probe: Probe) -> dict[str, object]:
    answers, seconds = probe.answers, probe.seconds
    return {
        "coroutine": probe.coroutine,
        "answers": _by(answers, _answer) if isinstance(answers, Mapping) else {"in turn": [*map(_answer, answers)]},
        "rest": _answer(probe.rest),
        "nanoseconds": _by(seconds, _nanoseconds) if isinstance(seconds, Mapping) else _nanoseconds(seconds),
    }


def _by(plan: Mapping[Any, Any], tell: Callable[[Any], object]) -> dict[str, object]:
    return {"by": [[wire.encode(key), tell(value)] for key, value in plan.items()]}


def _nanoseconds(seconds: float) -> int:
    return round(seconds * 1e9)


def _answer(answer: object) -> dict[str, object]:
    if isinstance(answer, BaseException):
        return {"e": wire.encode_error(answer, planned=True)}
    return {"v": None if answer is None else wire.encode(answer)}
