"""A Python source that is changed in places: what isn't touched stays as it is, comments and line ends included."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Edit(NamedTuple):
    """Replaces the bytes from `start` to `end` by `new`."""

    start: int
    end: int
    new: bytes


class Source:
    """The text of a module and where its nodes lie in it, counted in bytes of UTF-8 as `ast` does.

    Raises SyntaxError when it is no Python.
    """

    def __init__(self, text: str) -> None:
        self.bytes = text.encode()
        self.tree = ast.parse(text)
        self._starts = [0]
        for line in self.bytes.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def start(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node begins."""
        return self._starts[node.lineno - 1] + node.col_offset

    def end(self, node: ast.expr | ast.stmt) -> int:
        """Return where a node ends."""
        assert node.end_lineno is not None  # noqa: S101 - what was parsed has one
        assert node.end_col_offset is not None  # noqa: S101 - as above
        return self._starts[node.end_lineno - 1] + node.end_col_offset

    def of(self, node: ast.expr | ast.stmt) -> bytes:
        """Return the text of a node."""
        return self.bytes[self.start(node) : self.end(node)]

    def replace(self, node: ast.expr | ast.stmt, new: bytes) -> Edit:
        """Return the edit that puts `new` in a node's place."""
        return Edit(self.start(node), self.end(node), new)

    def line_of(self, place: int) -> int:
        """Return the number of the line, from 1, that a byte is in."""
        return self.bytes.count(b"\n", 0, place) + 1

    def changed(self, edits: Iterable[Edit]) -> str:
        """Return the text with all of these edits, which don't overlap."""
        text = self.bytes
        for edit in sorted(edits, reverse=True):
            text = text[: edit.start] + edit.new + text[edit.end :]
        return text.decode()

    def lines(self, edit: Edit) -> tuple[str, str]:
        """Return the whole lines that an edit touches, before and after it, moved to the left margin."""
        first = self.bytes.rfind(b"\n", 0, edit.start) + 1
        last = self.bytes.find(b"\n", edit.end)
        last = len(self.bytes) if last < 0 else last
        after = self.bytes[first : edit.start] + edit.new + self.bytes[edit.end : last]
        return _shifted(self.bytes[first:last].decode()), _shifted(after.decode())

    def walk(self) -> Iterator[tuple[str, ast.AST]]:
        """Yield each node with the name of the function or class that it stands in, outside before inside."""
        yield from _walk("", self.tree)


def _walk(scope: str, node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    yield scope, node
    inner = f"{scope}.{node.name}" if isinstance(node, Function | ast.ClassDef) else scope
    for child in ast.iter_child_nodes(node):
        yield from _walk(inner, child)


def own(function: Function) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body in order, those of functions and classes inside of it left out."""
    waiting: list[ast.AST] = list(reversed(function.body))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, Function | ast.ClassDef | ast.Lambda):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))


def _shifted(lines: str) -> str:
    """Move lines to the left as far as the first one goes."""
    first, *others = lines.split("\n")
    depth = len(first) - len(first.lstrip())
    return "\n".join([first.strip(), *(line[min(depth, len(line) - len(line.lstrip())) :].rstrip() for line in others)])
