"""Where a student's code touches what another thread could touch too: the table of its scheduling points.

The source says what an expression is (a syntax tree), the bytecode says when it happens; their positions tie the two
together. So the table names things as the source has them, and is the same for every version of Python, although each
compiles them in its own way. Where no instruction says what happens, the tree is changed first (see `truth`).

A place is a name: `.value` for attributes, `global total`, `cell total` for a variable of an outer function, and `[]`
for what is inside any list, dict or other container. Class and module bodies have no points: they are set-up code.
"""

from __future__ import annotations

import ast
import dis
import types
from collections.abc import Iterator
from typing import Final, NamedTuple

from grader.explore.schedule import READ, WRITE, Op
from grader.guest.sim import truth

ITEMS: Final = "[]"
_CLASSES: Final = {
    "LOAD_ATTR": "get", "LOAD_METHOD": "get", "STORE_ATTR": "set", "DELETE_ATTR": "set",
    "LOAD_GLOBAL": "get", "LOAD_NAME": "get", "STORE_GLOBAL": "set", "STORE_NAME": "set", "DELETE_GLOBAL": "set",
    "LOAD_DEREF": "get", "STORE_DEREF": "set", "DELETE_DEREF": "set",
    "BINARY_SUBSCR": "get", "BINARY_SLICE": "get", "STORE_SUBSCR": "set", "STORE_SLICE": "set", "DELETE_SUBSCR": "set",
    "CALL": "call", "CALL_KW": "call", "CALL_FUNCTION_EX": "call", "FOR_ITER": "iterate", "CONTAINS_OP": "contains",
}  # fmt: skip
"""What an instruction does, by its name; all others touch only what is the thread's own."""
_EXIT_ARGUMENTS: Final = 3
"""`__exit__` is called with three times None, counted as two arguments since it is no method call to the compiler."""
_SUBSCRIPT_OP: Final = "[]"  # from 3.14 on, `BINARY_OP` with this symbol is a subscript

_CHANGES: Final = {
    "append", "appendleft", "extend", "extendleft", "insert", "pop", "popleft", "popitem", "remove", "discard",
    "add", "update", "clear", "setdefault", "sort", "reverse", "rotate", "move_to_end", "intersection_update",
    "difference_update", "symmetric_difference_update", "write", "heappush", "heappop", "heappushpop",
    "heapreplace", "heapify", "insort", "insort_left", "insort_right", "__setitem__", "__delitem__", "__iadd__",
    "__next__", "__setattr__", "__delattr__", "setitem", "delitem", "iadd", "iconcat",
}  # fmt: skip
"""Methods that change the container that they are called on, and functions of `operator` that change their argument."""
_LOOKS: Final = {
    "get", "keys", "values", "items", "index", "count", "copy", "most_common", "elements", "union",
    "intersection", "difference", "issubset", "issuperset", "isdisjoint", "join", "total", "__getitem__",
    "__len__", "__contains__", "__iter__", "__getattribute__", "getitem", "countOf", "indexOf",
}  # fmt: skip
"""Methods that only look into it."""
_CHANGING_FUNCTIONS: Final = {
    "next", "setattr", "delattr", "heappush", "heappop", "heappushpop", "heapreplace", "heapify", "insort",
    "insort_left", "insort_right", "setitem", "delitem", "iadd", "iconcat",
}  # fmt: skip
_LOOKING_FUNCTIONS: Final = {
    "len", "list", "tuple", "set", "frozenset", "dict", "sorted", "sum", "min", "max", "any", "all", "iter",
    "reversed", "str", "repr", "bytes", "bytearray", "getattr", "hasattr", "deepcopy", "copy", "deque",
    "Counter", "bool", "getitem",
}  # fmt: skip


class Site(NamedTuple):
    """One scheduling point in the source: what is done, where it stands, and the expression that it is about."""

    op: Op
    line: int
    column: int
    end_line: int
    end_column: int
    node: ast.AST


Key = tuple[str, int, int, int, int]


def sites_of(tree: ast.Module) -> dict[Key, Site]:
    """Return the sites of a file by the class of instruction and the place of the expression in the source."""
    found: dict[Key, Site] = {}
    shared = _shared_names(tree)
    tests = set(map(id, truth.tests_in(tree)))
    for function in _functions(tree):
        for node in _own_nodes(function):
            for kind, op, about in _accesses(node, shared):
                _add(found, kind, op, about, node)
            if id(node) in tests and isinstance(node, ast.expr):
                _add(found, "call", Op(READ, ITEMS), node, node)
            for loop in _loops(node):
                _add_loop(found, loop, node)
    return found


def _add(found: dict[Key, Site], kind: str, op: Op, about: ast.expr, node: ast.AST) -> Site:
    place = about.lineno, about.col_offset, about.end_lineno or 0, about.end_col_offset or 0
    found[_key(kind, place)] = site = Site(op, *place, node)
    return site


def _add_loop(found: dict[Key, Site], iterable: ast.expr, node: ast.AST) -> None:
    """A step of a loop stands at what it goes through from Python 3.13 on, and at the whole loop before."""
    site = _add(found, "iterate", Op(READ, ITEMS), iterable, iterable)
    if isinstance(node, ast.For | _COMPREHENSIONS):
        place = node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0
        found.setdefault(_key("iterate", place), site)


def _key(kind: str, place: tuple[int, int, int, int]) -> Key:
    """Loops are told apart by where they begin as well: nested ones end at one place.

    Others are not, since versions of Python differ in where the call of a method begins.
    """
    return (kind, *place) if kind == "iterate" else (kind, 0, 0, *place[2:])


def table_of(code: types.CodeType, sites: dict[Key, Site]) -> Iterator[tuple[types.CodeType, dict[int, Site]]]:
    """Yield the functions of a file with the sites in each by the offset of their instruction."""
    for function in functions_in(code):
        if table := _sites_in(function, sites):
            yield function, table


def functions_in(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield the code objects of all functions inside a code object, lambdas and comprehensions among them."""
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            if inner.co_flags & 1:  # CO_OPTIMIZED: a function, not the body of a class or module
                yield inner
            yield from functions_in(inner)


def _sites_in(code: types.CodeType, sites: dict[Key, Site]) -> dict[int, Site]:
    table: dict[int, Site] = {}
    nothings = 0
    for instruction in dis.get_instructions(code):
        kind = _CLASSES.get(instruction.opname)
        if kind is None and instruction.opname == "BINARY_OP" and instruction.argrepr == _SUBSCRIPT_OP:
            kind = "get"
        if kind == "call" and nothings >= _EXIT_ARGUMENTS and (instruction.arg or 0) < _EXIT_ARGUMENTS:
            kind = None  # the end of a `with`, which stands at the whole statement, or at what it is about
        if instruction.opname != "PRECALL":
            is_nothing = instruction.opname == "LOAD_CONST" and instruction.argval is None
            nothings = nothings + 1 if is_nothing else 0
        position = instruction.positions
        if kind is None or position is None:
            continue
        place = (
            position.lineno or 0,
            position.col_offset or 0,
            position.end_lineno or 0,
            position.end_col_offset or 0,
        )
        site = sites.get(_key(kind, place))
        if site is not None:
            table[instruction.offset] = site
    return table


Function = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def _functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def _own_nodes(function: Function) -> Iterator[ast.AST]:
    """Yield the nodes of a function's body, those of inner functions and names of called methods left out."""
    body = function.body if isinstance(function.body, list) else [function.body]
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        match node:
            case ast.Call(func=ast.Attribute(value=owner), args=args, keywords=keywords):
                waiting += [owner, *args, *keywords]
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                pass
            case _:
                waiting += ast.iter_child_nodes(node)


def _accesses(node: ast.AST, shared: dict[str, str]) -> Iterator[tuple[str, Op, ast.expr]]:
    """Yield class of instruction, operation and expression for what a node does itself."""
    match node:
        case ast.Call(func=func):
            op = _call(func)
            if op is not None:
                yield "call", op, node
        case ast.AugAssign(target=ast.Attribute() | ast.Subscript() | ast.Name() as target):
            if place := _place(target, shared):
                yield "get", Op(READ, place), target
        case ast.Compare(ops=[ast.In() | ast.NotIn()]):
            yield "contains", Op(READ, ITEMS), node
        case ast.Attribute() | ast.Subscript() | ast.Name():
            if place := _place(node, shared):
                is_read = isinstance(node.ctx, ast.Load)
                yield "get" if is_read else "set", Op(READ if is_read else WRITE, place), node


_COMPREHENSIONS: Final = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def _loops(node: ast.AST) -> list[ast.expr]:
    """Return what a loop goes through, if that may be shared.

    Of a comprehension all or nothing: some versions of Python do not tell its loops apart.
    """
    match node:
        case ast.For(iter=iterable):
            return [iterable] if _is_shared_iterable(iterable) else []
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            found = [each.iter for each in node.generators]
            return found if any(map(_is_shared_iterable, found)) else []
    return []


def _place(node: ast.expr, shared: dict[str, str]) -> str:
    match node:
        case ast.Attribute(attr=name):
            return f".{name}"
        case ast.Subscript():
            return ITEMS
        case ast.Name(id=name):
            return shared.get(name, "")
    return ""


def _call(func: ast.expr) -> Op | None:
    match func:
        case ast.Attribute(attr=name):
            return Op(WRITE, ITEMS) if name in _CHANGES else Op(READ, ITEMS) if name in _LOOKS else None
        case ast.Name(id=name):
            if name in _CHANGING_FUNCTIONS:
                return Op(WRITE, ITEMS)
            return Op(READ, ITEMS) if name in _LOOKING_FUNCTIONS else None
    return None


def _is_shared_iterable(iterable: ast.expr) -> bool:
    match iterable:
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return True
        case ast.Call(func=ast.Name(id="enumerate" | "zip" | "iter" | "map" | "filter"), args=arguments):
            return any(_is_shared_iterable(argument) for argument in arguments)
        case ast.Call(func=ast.Attribute(attr="items" | "values" | "keys")):
            return True
    return False


def _shared_names(tree: ast.Module) -> dict[str, str]:
    """Return the places of variables that one function may change while another one uses them.

    By name, for the whole file: globals that some function declares so, and variables of outer functions that are
    assigned more than once, or in a loop, or by an inner function.
    """
    shared: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Global):
            shared.update((name, f"global {name}") for name in node.names)
        elif isinstance(node, ast.Nonlocal):
            shared.update((name, f"cell {name}") for name in node.names)
    for function in _functions(tree):
        captured = _captured(function)
        for name in captured & _changing(function):
            shared.setdefault(name, f"cell {name}")
    return shared


def _captured(function: Function) -> set[str]:
    inner = [node for node in _own_nodes(function) if isinstance(node, Function)]
    return {
        node.id
        for one in inner
        for node in ast.walk(one)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _changing(function: Function) -> set[str]:
    """Return the names that a function assigns more than once, or in a loop."""
    count: dict[str, int] = {}
    for node in _own_nodes(function):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            count[node.id] = count.get(node.id, 0) + 1
        if isinstance(node, ast.For | ast.While):
            for each in ast.walk(node):
                if isinstance(each, ast.Name) and not isinstance(each.ctx, ast.Load):
                    count[each.id] = count.get(each.id, 0) + 1
    return {name for name, times in count.items() if times > 1}
