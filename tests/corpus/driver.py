"""Reads how a program of the corpus is to be driven. The first lines of each file say it:

    # pattern: lost update, attribute        what is wrong, or for a safe one what could be
    # make: c = Counter()                    an object, made afresh for each schedule; any number of these lines
    # thread: c.increment(); c.increment()   what one thread does: methods of objects, functions of the file
    # task: c.increment()                    or what one task does, all of them in one event loop
    # cancel: yes                            the first operation is cancelled at each of its waits in turn
    # then: c.value                          what is done when all threads have ended: calls, or attributes read
    # late: no                               sleeps end exactly in time, so that `holds` can speak of virtual times
    # holds: then == [2]                     what must be true of `threads` (a list for each), `then` and `cancelled`
    # model: Counter                         or: a sequential model (see `models`) that must explain each history

That nothing waits for ever, no thread, lock or exception is left over and nothing raises needs no line. In `holds`, an
operation that raised is the name of its exception with `!` after it. A racy program marks its faulty lines with
`# <- fault`.
"""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from grader.describe import Do, New
from grader.judge.outcome import Outcome, Result
from grader.judge.program import Program

FOLDER: Final = Path(__file__).resolve().parent
_KEYS: Final = ("pattern", "make", "thread", "task", "cancel", "then", "late", "holds", "model")


class Driver(NamedTuple):
    """How to drive one program, and what must hold."""

    path: Path
    pattern: str
    objects: dict[str, New]
    threads: list[list[Do]]
    then: list[Do]
    holds: str
    model: str
    late: bool
    in_loop: bool
    cancel: bool
    faults: list[int]

    def program(self, seed: int) -> Program:
        """Return it as a check describes it; a model stands for the one object that there is."""
        if not self.model:
            return Program(self.threads, self.then, late=self.late, in_loop=self.in_loop, cancel=self.cancel, seed=seed)
        (on,) = self.objects.values()
        threads = [[replace(op, on=None) for op in thread] for thread in self.threads]
        return Program(threads, [replace(op, on=None) for op in self.then], on=on, seed=seed)

    @property
    def complaint(self) -> Callable[[Outcome], str]:
        """Return what finds something wrong with an outcome."""
        code = compile(self.holds or "True", str(self.path), "eval")

        def complain(outcome: Outcome) -> str:
            if outcome.blocked:
                return ""  # which is wrong by itself
            threads = [[_said(result) for result in thread] for thread in outcome.threads]
            then = [_said(result) for result in outcome.then]
            raised = any(result.error for result in outcome.results)
            try:
                holds = (
                    eval(code, {"threads": threads, "then": then, "cancelled": outcome.cancelled})
                    if self.holds
                    else not raised
                )
            except (TypeError, AttributeError):  # an operation raised, and its result is none of the right kind
                holds = False
            return "" if holds else f"{threads} {then}"

        return complain


def _said(result: Result) -> object:
    return f"{result.told.name if result.told else '?'}!" if result.error is not None else result.value


def paths(folder: str) -> list[Path]:
    """Return the programs of a folder, `racy` or `safe`."""
    return sorted((FOLDER / folder).glob("*.py"))


def is_of_tasks(path: Path) -> bool:
    """Whether a program is one of coroutines."""
    return path.name.startswith("async_")


def read(path: Path) -> Driver:
    """Read the first lines of a program."""
    lines = path.read_text(encoding="utf-8").splitlines()
    told: dict[str, list[str]] = {key: [] for key in _KEYS}
    for line in lines:
        if not line.startswith("# "):
            break
        key, _, text = line[2:].partition(": ")
        told[key].append(text)
    objects: dict[str, New] = {}
    for text in told["make"]:
        statement = ast.parse(text).body[0]
        assert isinstance(statement, ast.Assign)
        assert isinstance(statement.targets[0], ast.Name)
        made = _do(statement.value, objects, path.stem)
        objects[statement.targets[0].id] = New(made.name, made.args, made.kwargs)
    threads = [_all(text, objects, path.stem) for text in told["thread"] or told["task"]]
    then = [each for text in told["then"] for each in _all(text, objects, path.stem)]
    return Driver(
        path=path,
        pattern="".join(told["pattern"]),
        objects=objects,
        threads=threads,
        then=then,
        holds="".join(told["holds"]),
        model="".join(told["model"]),
        late=told["late"] != ["no"],
        in_loop=bool(told["task"]),
        cancel=told["cancel"] == ["yes"],
        faults=[number for number, line in enumerate(lines, 1) if line.endswith("# <- fault")],
    )


def _all(text: str, objects: dict[str, New], module: str) -> list[Do]:
    statements = ast.parse(text).body
    return [_do(each.value, objects, module) for each in statements if isinstance(each, ast.Expr)]


def _do(node: ast.expr, objects: dict[str, New], module: str) -> Do:
    def value(node: ast.expr) -> Any:
        return objects[node.id] if isinstance(node, ast.Name) and node.id in objects else ast.literal_eval(node)

    match node:
        case ast.Call(func=func, args=args, keywords=keywords):
            given = tuple(map(value, args))
            named = {str(each.arg): value(each.value) for each in keywords}
            match func:
                case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in objects:
                    return Do(attribute, given, named, objects[name])
            return Do(f"{module}.{ast.unparse(func)}", given, named, is_function=True)
        case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in objects:
            return Do(attribute, on=objects[name], read=True)
    return Do(f"{module}.{ast.unparse(node)}", read=True, is_function=True)
