"""What a mutant changes, one operator a function: the slips with locks, waits and ends that the checks must notice.

Rules:
- An operator gets a node and yields, for each place in it, the edits that make one mutant.
- A change that nobody could notice, as far as its few lines tell, is not made: what is left over is work for a person.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Final

from grader.course.source import Edit, Function, Source, own

Operator = Callable[[ast.AST, Source], Iterator[list[Edit]]]

_ENDS: Final = frozenset({"join", "close", "notify", "notify_all", "shutdown", "terminate", "wait_closed", "task_done"})
_BOUNDED: Final = frozenset(
    {
        "range",
        "Semaphore",
        "BoundedSemaphore",
        "Barrier",
        "Queue",
        "LifoQueue",
        "PriorityQueue",
        "JoinableQueue",
        "ThreadPoolExecutor",
        "ProcessPoolExecutor",
        "ThreadPool",
        "Pool",
    }
)
_BOUNDS: Final = frozenset({"maxsize", "max_workers", "processes", "value", "parties"})
_WIDER: Final = {b"<": b"<=", b">": b">=", b"<=": b"<", b">=": b">"}
_CHANGES: Final = (ast.Store, ast.Del)
_SEEN: Final = (ast.Call, ast.Await, ast.Yield, ast.YieldFrom, ast.Attribute, ast.Subscript)
_SIMPLE: Final = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Delete)


def drop_lock(node: ast.AST, source: Source) -> Iterator[list[Edit]]:
    """Leave out a lock: an item of `with` that names an object, or `acquire()` and its `release()`s."""
    if isinstance(node, ast.With | ast.AsyncWith):
        yield from _without_item(node, source)
    elif isinstance(node, Function):
        yield from _without_acquire(node, source)


def _without_item(node: ast.With | ast.AsyncWith, source: Source) -> Iterator[list[Edit]]:
    held = [item.context_expr for item in node.items]
    for place, item in enumerate(node.items):
        if item.optional_vars is not None or not isinstance(held[place], ast.Name | ast.Attribute | ast.Subscript):
            continue  # what a call returns, or is given a name, is used for more than to be held
        if len(held) == 1:
            end = source.end(held[0]) + source.bytes[source.end(held[0]) :].index(b":")
            yield [Edit(source.start(node), end, b"if True")]
        elif place:
            before = node.items[place - 1]
            yield [Edit(source.end(before.optional_vars or before.context_expr), source.end(held[place]), b"")]
        else:
            yield [Edit(source.start(held[0]), source.start(held[1]), b"")]


def _without_acquire(node: Function, source: Source) -> Iterator[list[Edit]]:
    taken = [(each, of) for each in own(node) if (of := _called(each, {"acquire"}))]
    given = [(each, of) for each in own(node) if (of := _called(each, {"release"}))]
    for statement, lock in taken:
        edits = [_passed(each, source) for each, of in given if ast.dump(of) == ast.dump(lock)]
        yield [_passed(statement, source), *edits]


def swap_lines(node: ast.AST, source: Source) -> Iterator[list[Edit]]:
    """Swap two simple statements that follow each other in a function."""
    if isinstance(node, ast.Module | ast.ClassDef):
        return
    is_new = isinstance(node, ast.FunctionDef) and node.name == "__init__"
    for block in _blocks(node):
        for first, second in pairwise(block):
            if isinstance(first, _SIMPLE) and isinstance(second, _SIMPLE) and not _may_swap(first, second, is_new):
                yield [source.replace(first, source.of(second)), source.replace(second, source.of(first))]


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for name in ("body", "orelse", "finalbody"):
        block = getattr(node, name, None)
        if isinstance(block, list):
            yield block


def _may_swap(first: ast.stmt, second: ast.stmt, is_new: bool) -> bool:
    """Whether nobody could tell: a docstring, the same twice, or two that have nothing to do with each other.

    Others see in which order calls are made and what is shared is changed, but not a new object (`is_new`).
    """
    both = (first, second)
    if any(isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant) for each in both):
        return True
    if ast.dump(first) == ast.dump(second):
        return True
    if _written(first) & (_named(second) | _written(second)) or _written(second) & _named(first):
        return False
    if is_new:
        return not all(isinstance(each, ast.Expr) for each in both)
    return not all(any(isinstance(part, _SEEN) for part in _parts(each)) for each in both)


def _parts(statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield all nodes of a statement but those of an annotation, which is not run in a function."""
    for name, value in ast.iter_fields(statement):
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, ast.AST) and name != "annotation":
                yield from ast.walk(each)


def _written(statement: ast.stmt) -> set[str]:
    return {ast.unparse(part) for part in _parts(statement) if isinstance(getattr(part, "ctx", None), _CHANGES)}


def _named(statement: ast.stmt) -> set[str]:
    """Return what a statement reads; what it changes in place is read, too."""
    read = {ast.unparse(part) for part in _parts(statement) if isinstance(getattr(part, "ctx", None), ast.Load)}
    return read | (_written(statement) if isinstance(statement, ast.AugAssign) else set())


def while_to_if(node: ast.AST, source: Source) -> Iterator[list[Edit]]:
    """Look once where the loop looks again and again."""
    if isinstance(node, ast.While) and not node.orelse and not any(map(_leaves, node.body)):
        yield [Edit(source.start(node), source.start(node) + len(b"while"), b"if")]


def _leaves(node: ast.AST) -> bool:
    """Whether a `break` or `continue` of the loop around stands in there."""
    if isinstance(node, ast.Break | ast.Continue):
        return True
    if isinstance(node, ast.For | ast.AsyncFor | ast.While):
        return any(map(_leaves, node.orelse))
    return any(map(_leaves, ast.iter_child_nodes(node)))  # in a function inside, they have a loop of their own


def remove_await(node: ast.AST, source: Source) -> Iterator[list[Edit]]:
    """Go on without waiting for what is awaited."""
    if isinstance(node, ast.Await):
        start = source.start(node)
        yield [Edit(start, start + len(b"await") + len(_after(source.bytes[start + len(b"await") :])), b"")]


def _after(text: bytes) -> bytes:
    return text[: len(text) - len(text.lstrip(b" \t"))]


def remove_end(node: ast.AST, source: Source) -> Iterator[list[Edit]]:
    """Leave out a call that ends something or wakes somebody: `join`, `close`, `notify` and their like."""
    if isinstance(node, ast.Expr) and _called(node, _ENDS):
        yield [_passed(node, source)]


def widen_bound(node: ast.AST, source: Source) -> Iterator[list[Edit]]:
    """Let one more in: `<` for `<=` and the other way round, or a number of places that is one larger."""
    if isinstance(node, ast.Compare):
        yield from _wider_comparisons(node, source)
    elif isinstance(node, ast.Call) and _name(node.func) in _BOUNDED:
        bounds = [word.value for word in node.keywords if word.arg in _BOUNDS]
        # The end of a range is its last argument but the step, a number of places is the first argument.
        if node.args and not any(isinstance(each, ast.Starred) for each in node.args):
            bounds.append(node.args[min(1, len(node.args) - 1) if _name(node.func) == "range" else 0])
        for bound in bounds:
            yield [source.replace(bound, _one_more(bound, source))]


def _wider_comparisons(node: ast.Compare, source: Source) -> Iterator[list[Edit]]:
    sides = [node.left, *node.comparators]
    for left, right in pairwise(sides):
        between = source.bytes[source.end(left) : source.start(right)]
        sign = re.search(rb"[<>]=?", between)
        if sign and b"#" not in between:
            start = source.end(left) + sign.start()
            yield [Edit(start, start + len(sign[0]), _WIDER[sign[0]])]


def _one_more(bound: ast.expr, source: Source) -> bytes:
    if isinstance(bound, ast.Constant) and type(bound.value) is int:
        return str(bound.value + 1).encode()
    if isinstance(bound, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
        return source.of(bound) + b" + 1"
    return b"(" + source.of(bound) + b") + 1"


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _called(node: ast.AST, names: frozenset[str] | set[str]) -> ast.expr | None:
    """Return the object whose method of such a name a statement calls and does nothing else."""
    value = node.value if isinstance(node, ast.Expr) else None
    value = value.value if isinstance(value, ast.Await) else value
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr in names:
        return value.func.value
    return None


def _passed(statement: ast.AST, source: Source) -> Edit:
    assert isinstance(statement, ast.stmt)  # noqa: S101 - `_called` said so
    return source.replace(statement, b"pass")


OPERATORS: Final[dict[str, Operator]] = {
    "drop a lock": drop_lock,
    "swap two lines": swap_lines,
    "while -> if": while_to_if,
    "remove await": remove_await,
    "remove an end": remove_end,
    "widen a bound": widen_bound,
}
