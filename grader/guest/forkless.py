"""Makes this guest look to student code like a system without fork: there only *spawn* starts a process.

For remarks on portability. Called before the submission is imported; the guest is thrown away afterwards. It decides
nothing, and it takes nothing away from code that asks first (`hasattr(os, "fork")`, `get_all_start_methods()`,
`sys.platform`, ...), or an answer that is right everywhere would seem to run here only. Who names *forkserver* gets
it: newer Pythons and macOS have it, and what runs there would run under spawn.
"""

from __future__ import annotations

import multiprocessing
import multiprocessing.context
import multiprocessing.queues
import os
import platform
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any


def pretend(roots: tuple[str, ...]) -> None:
    """Take fork away; code of files below `roots` is told that it runs on Windows."""
    context: Any = multiprocessing.context
    context._concrete_contexts.pop("fork", None)
    default = context._default_context
    default._default_context, default._actual_context = context._concrete_contexts["spawn"], None
    # The module has the context's bound methods as its own functions.
    context.DefaultContext.get_all_start_methods = lambda _: ["spawn"]
    vars(multiprocessing)["get_all_start_methods"] = lambda: ["spawn"]
    for name in ("ForkContext", "ForkProcess"):
        vars(context).pop(name, None)
    for name in ("fork", "forkpty"):
        vars(os).pop(name, None)
    _disguise(roots)


def _disguise(roots: tuple[str, ...]) -> None:
    """Answer who asks for the system by who asks: the standard library goes on as the system that this is."""

    def seen(true: str, told: str) -> Callable[..., str]:
        return lambda *_: told if sys._getframe(1).f_code.co_filename.startswith(roots) else true

    class _Sys(ModuleType):
        platform = property(seen(sys.platform, "win32"))

    class _Os(ModuleType):
        name = property(seen(os.name, "nt"))

    sys.__class__, os.__class__ = _Sys, _Os
    vars(platform)["system"] = seen(platform.system(), "Windows")
