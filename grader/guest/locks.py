"""Who holds which lock and who waits for it, read off the stacks of a program that hangs.

A `threading.Lock` doesn't know its owner. But a frame that stands inside `with lock:`, or behind `lock.acquire()`
with no `lock.release()` between, holds it, and a frame whose innermost own line asks for a lock waits for it. So the
source line and the frame's variables tell the story, and the student's program runs with the real locks, unpatched.

Rules: only names, attributes of instances and items by constant are looked up, and none of the student's code is
run for it; what can't be read is left out.
"""

from __future__ import annotations

import ast
import linecache
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import FrameType
from typing import Any

_ASKS = ("acquire", "wait", "wait_for")


@dataclass(frozen=True, slots=True)
class Use:
    """A lock as one frame names it: the object, the student's expression for it, the line, and what is asked of it."""

    lock: object
    name: str
    line: int
    notice: bool = False
    """Whether it is waited for a notification, during which the lock is free."""


def stories(stacks: Mapping[str, list[FrameType]]) -> list[str]:
    """Return a sentence for each thread that waits for a lock; `stacks` have own frames, outermost first, by thread."""
    held = {thread: [use for frame in frames for use in _held(frame)] for thread, frames in stacks.items()}
    wanted = {thread: _wanted(frames[-1]) for thread, frames in stacks.items()}
    return [_story(thread, use, held) for thread, use in wanted.items() if use is not None]


def _story(thread: str, wanted: Use, held: Mapping[str, list[Use]]) -> str:
    if wanted.notice:
        return f"{thread} waits for {wanted.name} in line {wanted.line}, and nothing notifies it"
    owners = [
        f"{'itself' if other == thread else other} since line {use.line}"
        for other, uses in held.items()
        for use in uses
        if use.lock is wanted.lock and (other, use.line) != (thread, wanted.line)
    ]
    holder = f", which is held by {' and '.join(dict.fromkeys(owners))}" if owners else ""
    return f"{thread} waits for {wanted.name} in line {wanted.line}{holder}"


def _held(frame: FrameType) -> Iterator[Use]:
    function, line = _function(frame), frame.f_lineno
    if function is None:
        return
    for node in ast.walk(function):
        if isinstance(node, ast.With) and node.body[0].lineno <= line <= (node.end_lineno or 0):
            for item in node.items:
                yield from _use(item.context_expr, frame, node.lineno)
    taken: dict[str, ast.expr] = {}
    calls = [(node.lineno, *_method(node)) for node in ast.walk(function) if isinstance(node, ast.Call)]
    for _, name, owner in sorted((call for call in calls if call[0] < line and call[2]), key=lambda call: call[0]):
        if owner is not None and name == "acquire":
            taken[ast.unparse(owner)] = owner
        elif owner is not None and name == "release":
            taken.pop(ast.unparse(owner), None)
    for owner in taken.values():
        yield from _use(owner, frame, owner.lineno)


def _wanted(frame: FrameType) -> Use | None:
    function, line = _function(frame), frame.f_lineno
    for node in ast.walk(function) if function else ():
        if isinstance(node, ast.With) and node.lineno == line < node.body[0].lineno:
            asked = [(item.context_expr, False) for item in node.items]
        elif isinstance(node, ast.Call) and node.lineno <= line <= (node.end_lineno or 0):
            name, owner = _method(node)
            asked = [(owner, name != "acquire")] if owner is not None and name in _ASKS else []
        else:
            continue
        for expression, notice in asked:
            for use in _use(expression, frame, line):
                return replace(use, notice=notice)
    return None


def _method(call: ast.Call) -> tuple[str, ast.expr | None]:
    """Return name and owner of a method call; no owner for a call of anything else."""
    return (call.func.attr, call.func.value) if isinstance(call.func, ast.Attribute) else ("", None)


def _use(expression: ast.expr, frame: FrameType, line: int) -> Iterator[Use]:
    found = look_up(expression, frame)
    if _is_lock(found):
        yield Use(found, ast.unparse(expression), line)


def _is_lock(found: object) -> bool:
    # A Condition has its lock's methods as attributes of the instance.
    names = {*dir(type(found)), *getattr(found, "__dict__", {})}
    return {"acquire", "release", "__enter__"} <= names


def look_up(expression: ast.expr, frame: FrameType) -> Any:  # noqa: ANN401 - a student's object
    """Return what a simple expression stands for in a frame, or None; runs none of the student's code."""
    match expression:
        case ast.Name(name):
            return frame.f_locals.get(name, frame.f_globals.get(name, frame.f_builtins.get(name)))
        case ast.Attribute(owner, name):
            found = look_up(owner, frame)
            own = getattr(found, "__dict__", {})
            return own[name] if name in own else vars(type(found)).get(name)
        case ast.Subscript(owner, ast.Constant(key)):
            found = look_up(owner, frame)
            return found[key] if type(found) in (list, tuple, dict) and key in _keys(found) else None
        case ast.Subscript(owner, ast.Name(name)):
            found, key = look_up(owner, frame), frame.f_locals.get(name)
            return found[key] if type(found) in (list, tuple) and type(key) is int and key < len(found) else None
    return None


def _keys(found: Any) -> Any:  # noqa: ANN401 - a list, a tuple or a dict
    return found if type(found) is dict else range(len(found))


def _function(frame: FrameType) -> ast.AST | None:
    """Return the innermost function of the source that the frame runs, or None when the source can't be read."""
    try:
        tree = ast.parse("".join(linecache.getlines(frame.f_code.co_filename)))
    except SyntaxError:
        return None
    first = frame.f_code.co_firstlineno
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            decorated = min([node.lineno, *(item.lineno for item in node.decorator_list)])
            if first in (node.lineno, decorated):
                return node
    return None
