"""What is taken down of one run of a described program: its operations, the calls of its probes, what came of them."""

from __future__ import annotations

import collections
import contextlib
import json
import sys
import types
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Final

from grader import wire
from grader.explore.schedule import READ, SYNC, Op
from grader.guest.sim.kernel import Kernel
from grader.guest.sim.points import ITEMS
from grader.guest.sim.task import RAISED, Abort
from grader.guest.sim.world import Modules

_CONTAINERS: Final = (list, dict, set, collections.deque)
_LOOKS_INSIDE: Final = Op(READ, ITEMS)
Told = Callable[[BaseException], wire.Frame]


class Call:
    """One call of a probe: with what, and from when to when in virtual time."""

    __slots__ = ("args", "began", "cancelled", "ended", "name")

    def __init__(self, name: str, args: list[object], began: int) -> None:
        self.name, self.args, self.began = name, args, began
        self.ended = -1
        self.cancelled = False

    def told(self) -> list[object]:
        """Return it as plain JSON."""
        return [self.name, self.args, self.began, self.ended, self.cancelled]


class Probe:
    """A function that a check passes to student code: says when it was called, and does what the check planned."""

    def __init__(self, name: str, plan: dict[str, Any], recorder: Recorder) -> None:
        self.__name__ = self.__qualname__ = name
        self._plan = plan
        self._recorder = recorder
        self._count = 0
        self._op = Op(SYNC, probe_place(name))

    def __call__(self, *args: object) -> object:
        """Come to a point, be inside, come to another point, and answer."""
        if self._plan.get("coroutine"):
            return named(self._later(args), self.__name__)
        kernel = self._recorder.kernel
        number, call = self._enter(args)
        if duration := self._duration(args):
            kernel.sleep(duration)
        self._leave(call)
        return self._answer(number, args)

    async def _later(self, args: tuple[object, ...]) -> object:
        """Be inside for some time of the loop's, and answer; whoever cancels it is seen."""
        number, call = self._enter(args)
        try:
            await self._recorder.modules.find("asyncio").sleep(self._duration(args) / 1e9)
        except BaseException as error:
            call.cancelled = is_cancellation(error)
            raise
        finally:
            self._leave(call)
        return self._answer(number, args)

    def _enter(self, args: tuple[object, ...]) -> tuple[int, Call]:
        self._recorder.kernel.point(self._op, "call", self)
        number = self._count
        self._count += 1
        return number, self._recorder.enter(self.__name__, args)

    def _leave(self, call: Call) -> None:
        if not self._recorder.kernel.aborting:
            self._recorder.kernel.point(self._op, "return", self)
            self._recorder.leave(call)

    def _duration(self, args: tuple[object, ...]) -> int:
        """Return how long it takes, in nanoseconds: always the same, or as the first argument says."""
        return int(_by_first(self._plan["nanoseconds"], args) or 0)

    def _answer(self, number: int, args: tuple[object, ...]) -> object:
        answers, rest = self._plan["answers"], self._plan["rest"]
        if "by" in answers:
            answer = _by_first(answers, args) or rest
        else:
            answer = answers["in turn"][number] if number < len(answers["in turn"]) else rest
        if "e" in answer:
            raise wire.decode_error(answer["e"])
        return self._recorder.decode(answer["v"]) if answer["v"] is not None else args[0] if args else None


def _by_first(plan: Any, args: tuple[object, ...]) -> Any:  # noqa: ANN401 - JSON
    """Return what a plan says for the first argument; a plan that isn't by arguments says the same for all."""
    if not isinstance(plan, dict):
        return plan
    wanted = [wire.encode(args[0])] if args else []
    return next((found for key, found in plan["by"] if [key] == wanted), None)


def probe_place(name: str) -> str:
    """Return the place of a probe's operations."""
    return f"call of {name}"


def named(coro: Any, name: str) -> Any:  # noqa: ANN401 - a coroutine, whose type has no such attributes
    """Return a coroutine that goes by a name of its own in stories and troubles."""
    coro.__name__ = coro.__qualname__ = name
    return coro


def is_cancellation(error: BaseException) -> bool:
    """Whether it is asyncio's CancelledError; a run without asyncio knows none."""
    asyncio = sys.modules.get("asyncio")
    return asyncio is not None and isinstance(error, asyncio.CancelledError)


class Operation:
    """One operation of a thread: when it began and ended in the order of all that happened, and what came of it.

    `waited` says that it did so when nothing else went on: only operations after the threads could let it go on.
    """

    __slots__ = ("at", "began", "ended", "index", "result", "task", "thread", "took", "waited")

    def __init__(self, thread: int, index: int, task: int, began: int, at: int) -> None:
        self.thread, self.index, self.task, self.began, self.at = thread, index, task, began, at
        self.ended: int | None = None
        self.took = 0
        self.waited = False
        self.result: wire.Frame = {"blocked": True}


class Recorder:
    """Takes down what happens in one run."""

    def __init__(self, kernel: Kernel, modules: Modules, told: Told, *, cancel: bool = False) -> None:
        self.kernel = kernel
        self.modules = modules
        self.operations: list[Operation] = []
        self.calls: list[Call] = []
        self.inside: dict[str, int] = {}
        self.most: dict[str, int] = {}
        self.held_in_call: dict[str, int] = {}
        self.fault: BaseException | None = None
        self.observed: dict[str, object] = {}
        self._told = told
        self._cancel = cancel
        self._objects: dict[int, object] = {}
        self._probes: dict[str, Probe] = {}

    def build(self, program: dict[str, Any]) -> None:
        """Make the probes and the objects that the program names."""
        for name, plan in program["probes"].items():
            self._probes[name] = Probe(name, plan, self)
        for number, target, args, kwargs in program["objects"]:
            self._objects[number] = self.find(target)(*self.decode(args), **self.decode(kwargs))

    def all_is_quiet(self) -> None:
        """Take down who waits, now that only operations after the threads can still change something."""
        for operation in self.operations:
            operation.waited = operation.ended is None

    def perform(self, thread: int, index: int, op: dict[str, Any]) -> None:
        """Do one operation and take down what came of it; a coroutine gets a loop of its own."""
        with self._taking_down(thread, index) as operation:
            value = self._value(op)
            if isinstance(value, types.CoroutineType):
                value = self.modules.find("asyncio").run(self._watched(value, operation))
            self._note(operation, value)

    async def perform_in_loop(self, thread: int, index: int, op: dict[str, Any]) -> None:
        """Do one operation in the running loop, and take down what came of it."""
        with self._taking_down(thread, index) as operation:
            value = self._value(op)
            if isinstance(value, types.CoroutineType):
                value = await self._watched(value, operation)
            self._note(operation, value)
        task = self.modules.find("asyncio").current_task()
        while task.cancelling():  # the cancellation was this operation's, and is over with it
            task.uncancel()

    def _watched(self, coro: types.CoroutineType[Any, Any, Any], operation: Operation) -> Any:  # noqa: ANN401 - a coroutine
        """Return the coroutine; where the check wants to cancel the first operation, one that can be cancelled."""
        if not self._cancel or (operation.thread, operation.index) != (0, 0):
            return coro
        return named(self._cancellable(coro), coro.__qualname__)

    async def _cancellable(self, coro: Coroutine[Any, Any, Any]) -> object:
        asyncio = self.modules.find("asyncio")
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        loop.to_cancel = task
        try:
            return await coro
        finally:
            loop.to_cancel = None

    @contextlib.contextmanager
    def _taking_down(self, thread: int, index: int) -> Iterator[Operation]:
        kernel = self.kernel
        operation = Operation(thread, index, kernel.current.id, len(kernel.ops), kernel.now)
        self.operations.append(operation)
        try:
            yield operation
        except (Abort, GeneratorExit):
            raise
        except BaseException as error:
            operation.result = {"error": self._told(error)}
            kernel.mention(RAISED, error)
        operation.ended = len(kernel.ops)
        operation.took = kernel.now - operation.at

    def _note(self, operation: Operation, value: object) -> None:
        """Take down what an operation returned."""
        if isinstance(value, _CONTAINERS):
            self.kernel.point(_LOOKS_INSIDE)  # a caller looks into what it gets
        try:
            operation.result = {"value": wire.encode(value)}
        except wire.NotPlainError:
            operation.result = {"opaque": True}

    def observe(self, ops: list[dict[str, Any]]) -> None:
        """Take down what these reads give at this moment, all of them together."""
        try:
            found = [wire.encode(self._value(op)) for op in ops]
        except Exception:
            return  # what can't be read at this moment is no state that anybody sees
        self.observed.setdefault(json.dumps(found), found)

    def _value(self, op: dict[str, Any]) -> object:
        target = self.find(op["target"], op["name"])
        return target if op["read"] else target(*self.decode(op["args"]), **self.decode(op["kwargs"]))

    def find(self, target: object, name: str = "") -> Any:  # noqa: ANN401 - a student's object
        """Return an object, its attribute, or something of a module by its dotted name."""
        if isinstance(target, int):
            return getattr(self._objects[target], name) if name else self._objects[target]
        module, _, rest = str(target).partition(".")
        found: Any = self.modules.find(module)
        for part in rest.split("."):
            found = getattr(found, part)
        return found

    def decode(self, data: object) -> Any:  # noqa: ANN401 - plain data, objects and probes
        """Return fresh plain data, with the run's own objects and probes in it."""
        return wire.decode(data, self._special)

    def _special(self, data: object) -> object:
        ((tag, body),) = data.items()  # type: ignore[attr-defined]  # a tagged object of the judge's
        if tag == "o":
            return self._objects[body]
        if tag == "p":
            return self._probes[body]
        if tag == "r":
            return self.find(body)
        raise wire.WireError(f"unknown tag {tag!r}")

    def enter(self, name: str, args: tuple[object, ...]) -> Call:
        """Take down that a probe was called."""
        self.inside[name] = self.inside.get(name, 0) + 1
        self.most[name] = max(self.most.get(name, 0), self.inside[name])
        held = len(self.kernel.current.held)
        self.held_in_call[name] = max(self.held_in_call.get(name, 0), held)
        try:
            told = [wire.encode(arg) for arg in args]
        except (wire.WireError, wire.NotPlainError):
            told = []
        call = Call(name, told, self.kernel.now)
        self.calls.append(call)
        return call

    def leave(self, call: Call) -> None:
        """Take down that a probe returned."""
        self.inside[call.name] -= 1
        call.ended = self.kernel.now
