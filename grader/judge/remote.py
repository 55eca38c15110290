"""What a check holds of the student's side: names of functions, handles of objects, and calls that still go on.

None of them is the student's object. Each is a name or a number of ours, and everything asked of it is a call to the
guest.
"""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any

from grader.facts import CheckFailed
from grader.judge.witness import Witness

if TYPE_CHECKING:
    from grader.judge.conversation import Conversation


@dataclass(frozen=True, slots=True)
class Ref:
    """A public function or class, passed to student code by name."""

    name: str

    def __repr__(self) -> str:
        """As the operations in which it is an argument are told: by its own name."""
        return self.name.rpartition(".")[2]


class Remote:
    """Something callable in the guest: a function by dotted name, or a method of a handle."""

    def __init__(self, student: Conversation, target: str | dict[str, object]) -> None:
        self._student = student
        self._target = target

    def __call__(self, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - plain data of any type
        """Call it on the guest's main thread; returns plain data, or raises what the student's code raised."""
        return self._student._call(self, args, kwargs)

    def __getattr__(self, name: str) -> Remote:
        if name.startswith("__") or not isinstance(self._target, str):
            raise AttributeError(name)
        return Remote(self._student, f"{self._target}.{name}")

    def __repr__(self) -> str:
        return f"<student's {self._target if isinstance(self._target, str) else self._target['name']}>"


class Handle:
    """An object that lives in the guest. Its methods are remote calls; `read` gets an attribute or a property."""

    def __init__(self, student: Conversation, number: int) -> None:
        self._student = student
        self._number = number

    def __getattr__(self, name: str) -> Remote:
        if name.startswith("_"):
            raise AttributeError(name)
        return self._method(name)

    def call(self, name: str, *args: object, **kwargs: object) -> Any:  # noqa: ANN401 - plain data of any type
        """Call a method of any name, such as `__len__`."""
        return self._method(name)(*args, **kwargs)

    def read(self, name: str) -> Any:  # noqa: ANN401 - plain data of any type
        """Return the value of an attribute or a property."""
        return self._student._request("read", target={"h": self._number, "name": name})

    def _method(self, name: str) -> Remote:
        return Remote(self._student, {"h": self._number, "name": name})

    def __enter__(self) -> Handle:
        entered: object = self.call("__enter__")
        if entered is not self:
            raise CheckFailed(f"`with` should give the object itself, but __enter__ returned {entered!r}")
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.call("__exit__", None, None, None)

    def __repr__(self) -> str:
        return f"<object {self._number} of the student's>"


class Pending:
    """A call that was started and may still go on."""

    def __init__(self, student: Conversation, future: Future[object]) -> None:
        self._student = student
        self._future = future

    def done(self) -> bool:
        """Whether the call has ended, one way or the other."""
        return self._future.done()

    def result(self) -> Any:  # noqa: ANN401 - plain data of any type
        """Wait for the end; returns plain data, or raises what the student's code raised."""
        return self._student._result(self._future)

    def blocked(self) -> bool:
        """Wait until the call ends (False), or nothing of the student's can run any more without it (True)."""
        return self._student._settle(self._future) == "blocked"


def special(value: object) -> dict[str, object] | None:
    """Return how an argument crosses that isn't plain data: a handle, a witness, a name; None for anything else."""
    if isinstance(value, Handle):
        return {"h": value._number}
    if isinstance(value, Witness):
        return {"w": value.told}
    if isinstance(value, Ref):
        return {"r": value.name}
    return None
