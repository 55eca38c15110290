"""`while not self.items` looks into a container, and no instruction of its own says so on every version of Python.

So the tree of a student's file is changed before it is compiled: where a name, an attribute or an item is only asked
whether it is true, it becomes a call of a hidden built-in, which is `bool`, at the very place of the expression. That
call is a scheduling point like any other look into a container, the same on each version.

Flags get none, because nothing is inside them: names that the file only ever sets to constants and comparisons.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Final

NAME: Final = "__racecourse_truth__"
"""What the built-in is called in the student's modules."""


def tests_in(tree: ast.AST) -> list[ast.expr]:
    """Return the expressions that are only asked whether they are true, and that may be containers."""
    flags, used = _flags(tree), _used_as_containers(tree)
    return [each for each in _asked(tree) if _may_be_container(each, flags, used)]


def with_calls(tree: ast.Module, tests: list[ast.expr]) -> ast.Module:
    """Return the tree with a call at each of these expressions, which belong to it."""
    _Wrap(tests).visit(tree)
    return tree


class _Wrap(ast.NodeTransformer):
    def __init__(self, tests: list[ast.expr]) -> None:
        self._tests = {id(test) for test in tests}

    def visit(self, node: ast.AST) -> ast.AST:
        self.generic_visit(node)
        if id(node) not in self._tests or not isinstance(node, ast.expr):
            return node
        # The built-in's own name is nowhere in the source: it gets no width, so that no other site is taken for it.
        name = ast.Name(NAME, ast.Load())
        name.lineno, name.col_offset, name.end_lineno, name.end_col_offset = (node.lineno, node.col_offset) * 2
        return ast.copy_location(ast.Call(name, [node], []), node)


def _asked(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        match node:
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test) | ast.Assert(test=test):
                yield from _parts(test)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                yield from _leaf(operand)
            case ast.comprehension(ifs=conditions):
                for condition in conditions:
                    yield from _parts(condition)


def _parts(test: ast.expr) -> Iterator[ast.expr]:
    if isinstance(test, ast.BoolOp):
        for value in test.values:
            yield from _parts(value)
    else:
        yield from _leaf(test)


def _leaf(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.Attribute | ast.Name | ast.Subscript):
        yield node
    elif isinstance(node, ast.BoolOp):  # below a `not`
        yield from _parts(node)


def _may_be_container(node: ast.expr, flags: set[str], used: set[str]) -> bool:
    name = _name(node)
    return name not in flags if isinstance(node, ast.Attribute) else name in used


def _name(node: ast.expr) -> str:
    match node:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case ast.Subscript(value=value):
            return f"{_name(value)}[]"
    return ""


def _used_as_containers(tree: ast.AST) -> set[str]:
    """Return the names whose items or methods the file uses, or over which it iterates."""
    used: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=value) | ast.Call(func=ast.Attribute(value=value)):
                used.add(_name(value))
            case ast.For(iter=value) | ast.comprehension(iter=value):
                used.add(_name(value))
            case ast.Call(func=ast.Name(), args=[value, *_]):
                used.add(_name(value))
            case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[value]):
                used.add(_name(value))
    return used


def _flags(tree: ast.AST) -> set[str]:
    """Return the names that are assigned in the file, and never anything but a constant or a comparison."""
    plain: dict[str, bool] = {}

    def assign(target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            for each in target.elts:
                assign(each, None)
        elif name := _name(target):
            plain[name] = plain.get(name, True) and _is_plain(value)

    for node in ast.walk(tree):
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    assign(target, value)
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                assign(target, value)
            case ast.AugAssign(target=target, value=value):
                assign(target, value)
            case (
                ast.For(target=target)
                | ast.comprehension(target=target)
                | ast.withitem(optional_vars=ast.expr() as target)
            ):
                assign(target, None)
            case ast.FunctionDef(name=name) | ast.arg(arg=name):
                plain[name] = False
    return {name for name, is_plain in plain.items() if is_plain}


def _is_plain(value: ast.expr | None) -> bool:
    match value:
        case ast.Constant() | ast.Compare() | ast.UnaryOp():
            return True
        case ast.BoolOp(values=values):
            return all(map(_is_plain, values))
    return False
