"""The way that a function takes: where it waits, what it catches, raises and returns.

Scheduling points say what tasks do to what they share. Of a coroutine that shares nothing they say next to nothing, and
its fault is often one of these lines. They are no points: nothing is decided there, and only a run that is to be told
reports them.
"""

from __future__ import annotations

import ast
import sys
import types
from collections.abc import Iterator
from typing import Final, NamedTuple

from grader.guest.locks import look_up
from grader.guest.sim import points

AWAITS, YIELDS, ACTS, RAISES, TURNS, TESTS, CATCHES, RETURNS = (
    "awaits", "yields", "acts", "raises", "turns", "tests", "catches", "returns",
)  # fmt: skip
"""Verbs. A task *acts* where it starts, cancels or wakes others, or makes what they meet at. It *turns* where a
statement says where it goes on: `break`, `continue`, `pass`, and `return` before there is a value. It *tests* in `if`
and `while`."""
KIND: Final = "landmark"
"""What an event of a story is, in the place of an operation's kind."""
_ACTS: Final = {
    "create_task", "ensure_future", "call_soon", "call_soon_threadsafe", "call_later", "call_at", "start", "submit",
    "cancel", "uncancel", "set", "clear", "release", "notify", "notify_all", "put_nowait", "get_nowait", "task_done",
    "set_result", "set_exception", "close", "shutdown", "Lock", "Event", "Condition", "Semaphore", "BoundedSemaphore",
    "Barrier", "Queue", "LifoQueue", "PriorityQueue", "TaskGroup", "Future", "create_future", "Thread",
}  # fmt: skip
"""Names of functions and methods by which a task acts on others."""


class Passed(NamedTuple):
    """What a watcher is told of a landmark: its line, and what was returned or caught."""

    line: int
    value: object = None
    error: BaseException | None = None


class Landmarks(NamedTuple):
    """The landmarks of a file: of lines that begin a statement the verb, handlers by line, and lines that return.

    Of a `return` there are the lines that still come after it: those of `finally`, and of the heads of `with`.
    """

    begun: dict[int, str]
    handlers: dict[int, ast.ExceptHandler]
    returns: dict[int, frozenset[int]]

    def come_to(self, frame: types.FrameType, line: int) -> tuple[str, Passed] | None:
        """Return what there is to tell when a frame comes to a line."""
        handler = self.handlers.get(line)
        if handler is not None:
            error = _caught(handler, frame)
            return None if error is None else (CATCHES, Passed(line, error=error))
        verb = self.begun.get(line)
        return (verb, Passed(line)) if verb else None


def landmarks_of(tree: ast.Module) -> Landmarks:
    """Return the landmarks of a file. Statements in the line of what they are part of are left out."""
    begun: dict[int, str] = {}
    handlers: dict[int, ast.ExceptHandler] = {}
    for parent in ast.walk(tree):
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.ExceptHandler):
                handlers[node.lineno] = node
            elif isinstance(node, ast.stmt) and getattr(parent, "lineno", 0) != node.lineno:
                begun[node.lineno] = _verb(node)
    return Landmarks(begun, handlers, dict(_returns(tree, frozenset())))


def _returns(parent: ast.AST, later: frozenset[int]) -> Iterator[tuple[int, frozenset[int]]]:
    """Yield the lines of `return` statements, and the lines that still come after each."""
    for field, value in ast.iter_fields(parent):
        inside = later
        if isinstance(parent, ast.With | ast.AsyncWith) and field == "body":
            inside |= {*range(parent.lineno, parent.body[0].lineno)}
        elif isinstance(parent, ast.Try | ast.TryStar) and parent.finalbody and field != "finalbody":
            inside |= {*range(parent.finalbody[0].lineno, (parent.end_lineno or 0) + 1)}
        elif isinstance(parent, _DEFINITIONS):
            inside = frozenset()
        for node in value if isinstance(value, list) else ():
            if isinstance(node, ast.Return):
                yield node.lineno, inside
            elif isinstance(node, _BLOCKS):
                yield from _returns(node, inside)


def _verb(statement: ast.stmt) -> str:
    match statement:
        case ast.Raise():
            return RAISES
        case ast.AsyncFor() | ast.AsyncWith():
            return AWAITS
    found = [*_expressions(statement)]
    if any(isinstance(node, ast.Await) or (isinstance(node, ast.comprehension) and node.is_async) for node in found):
        return AWAITS
    if any(isinstance(node, ast.Yield | ast.YieldFrom) for node in found):
        return YIELDS
    if any(isinstance(node, ast.Call) and _name(node.func) in _ACTS for node in found):
        return ACTS
    if isinstance(statement, ast.Break | ast.Continue | ast.Pass | ast.Return):
        return TURNS
    is_test = isinstance(statement, ast.If | ast.While) and not isinstance(statement.test, ast.Constant)
    return TESTS if is_test else ""


def _name(expression: ast.expr) -> str:
    match expression:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _expressions(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield what a statement itself evaluates, without the statements inside it."""
    waiting: list[ast.AST] = [statement] if not isinstance(statement, _DEFINITIONS) else []
    while waiting:
        node = waiting.pop()
        yield node
        inner = (each for each in ast.iter_child_nodes(node) if not isinstance(each, _BLOCKS))
        waiting += () if isinstance(node, ast.Lambda) else inner


_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_BLOCKS: Final = (ast.stmt, ast.excepthandler, ast.match_case)


def _caught(handler: ast.ExceptHandler, frame: types.FrameType) -> BaseException | None:
    """Return the exception that a frame handles if this handler is for it, as far as that can be seen."""
    error = sys.exc_info()[1]
    if error is None or handler.type is None:
        return error
    kinds = type(error).__mro__
    names = {kind.__name__ for kind in kinds}
    wanted = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    found = {id(look_up(each, frame)) for each in wanted}  # compared by identity: a metaclass may say what equals what
    is_for_it = any(id(kind) in found for kind in kinds) or any(_name(each) in names for each in wanted)
    return error if is_for_it else None


def functions_in(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield the code objects of the functions in a file's; lambdas and comprehensions stand in lines of these."""
    return (inner for inner in points.functions_in(code) if inner.co_name[:1] != "<")
