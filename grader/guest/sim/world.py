"""The program's modules, executed afresh for each run.

A student's file is compiled once. For each run it is executed again, with an `__import__` of its own that hands out
simulated modules and the submission's own ones, whatever the style of the import; so nothing is patched for anybody
else, and locks that are made at import are simulated ones too.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import itertools
import os
import random
import sys
import types
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from grader.guest.sim import hooks, points, truth
from grader.guest.sim.landmarks import functions_in, landmarks_of
from grader.guest.sim.library import Library, begin_run
from grader.guest.sim.pools import Pools
from grader.guest.sim.refuse import Find, refuse, refusing, stand_ins

UNCONTROLLED: Final = frozenset(["greenlet", "gevent", "eventlet", "trio", "curio", "ctypes", "grader"])
"""Modules that switch or block behind the machine's back, whatever is called in them, and the machine itself."""

_UNSEEN: Final = ("input", "exec", "eval", "compile")
"""Built-in functions that block, or run code in which no instruction would be a point."""


class Source:
    """One file of the submission, or of ours beside it: its code, compiled once."""

    def __init__(self, path: str, *, is_students: bool) -> None:
        self.path = path
        self.name = os.path.basename(path).removesuffix(".py")
        with open(path, "rb") as file:
            text = file.read()
        tree = ast.parse(text, path)
        self.lines = text.decode("utf-8", "replace").splitlines()
        if not is_students:
            self.code = compile(text, path, "exec")
        else:
            sites, landmarks = points.sites_of(tree), landmarks_of(tree)
            self.code = compile(truth.with_calls(tree, truth.tests_in(tree)), path, "exec")
            for code, table in points.table_of(self.code, sites):
                hooks.follow(code, table)
            for code in functions_in(self.code):
                hooks.mark(code, landmarks)


class World:
    """All files of a submission. `students` are its own, which have scheduling points; `ours` lie beside them."""

    def __init__(self, students: Iterable[str], ours: Iterable[str]) -> None:
        self._sources = {source.name: source for source in (Source(path, is_students=False) for path in ours)}
        for path in students:
            if os.path.basename(path).removesuffix(".py") not in self._sources:
                source = Source(path, is_students=True)
                self._sources[source.name] = source
        self.paths = {source.path: source.lines for source in self._sources.values()}
        self._stand_in = stand_ins(self.paths)

    def fresh(self) -> Modules:
        """Return the modules for one run, none of them executed yet."""
        begin_run()
        random.seed(0)
        return Modules(self._sources, self._stand_in, self.paths)


class Modules:
    """The modules of one run."""

    def __init__(self, sources: Mapping[str, Source], stand_in: Find, files: Collection[str]) -> None:
        self._files = files
        self._sources = sources
        self._stand_in = stand_in
        self._library = Library()
        self._pools = Pools(files, stand_in)
        self._loaded: dict[str, types.ModuleType] = {}
        self._replaced: dict[str, types.ModuleType | None] = {}
        self._numbers: dict[int, tuple[int, object]] = {}
        self._next = itertools.count(1)

    def load(self, name: str) -> types.ModuleType:
        """Return a module of the submission, executed when it is first asked for."""
        if name in self._loaded:
            return self._loaded[name]
        source = self._sources[name]
        made = types.ModuleType(name)
        self._replaced.setdefault(name, sys.modules.get(name))
        # Registered before it is executed, as a real import has it: modules may import each other in a circle, and
        # `dataclasses` looks a class's module up there.
        self._loaded[name] = sys.modules[name] = made
        own: dict[str, object] = {
            "__import__": self._import,
            "id": self._id,
            **{name: refusing(f"builtins.{name}", self._files) for name in _UNSEEN},
            truth.NAME: bool,
        }
        made.__dict__.update(__builtins__={**vars(builtins), **own}, __file__=source.path, __package__="")
        exec(source.code, made.__dict__)  # noqa: S102 - this is what the machine is for
        return made

    def find(self, name: str) -> types.ModuleType:
        """Return the module that the program would get by that name: of the submission, simulated, or real."""
        return self._import(name, fromlist=("*",))

    def withdraw(self) -> None:
        """Put the real modules back: the run is over."""
        for name, real in self._replaced.items():
            if real is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = real

    def _import(
        self,
        name: str,
        globals: object = None,  # noqa: A002 - the names of `__import__`
        locals: object = None,  # noqa: A002
        fromlist: Any = (),  # noqa: ANN401
        level: int = 0,
    ) -> types.ModuleType:
        root = name.partition(".")[0]
        wanted = name if fromlist else root
        if level == 0:
            if name in self._sources:
                return self.load(name)
            for simulated in (self._library, self._pools):
                if wanted in simulated:
                    if name not in simulated:
                        __import__(name)
                    return simulated[wanted]
            if name == "importlib":
                return self._importlib()
            if root in UNCONTROLLED:
                refuse(f"the module {root}", self._files)
            __import__(name)
            found = self._stand_in(wanted)
            if found is not None:
                return found
        return __import__(name, globals, locals, fromlist, level)  # type: ignore[arg-type]  # passed on as it came

    def _importlib(self) -> types.ModuleType:
        made = types.ModuleType("importlib")
        made.__dict__.update(vars(importlib))
        made.import_module = self.find  # type: ignore[attr-defined]  # a module takes any
        return made

    def _id(self, thing: object) -> int:
        """Number things in the order in which somebody asks: addresses differ from run to run."""
        number, _ = self._numbers.setdefault(id(thing), (next(self._next), thing))
        return number
