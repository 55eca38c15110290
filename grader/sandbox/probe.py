"""Whether this machine can make boxes, found out by making one."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import cache

from grader.sandbox.box import launch
from grader.sandbox.bubblewrap import python_command
from grader.sandbox.limits import SandboxError
from grader.sandbox.tools import PACKAGES, tool


@dataclass(frozen=True, slots=True)
class Probe:
    """What a machine offers."""

    available: bool
    """Untrusted code can be run here."""
    backend: str
    """What makes the boxes."""
    missing: tuple[str, ...] = ()
    """Why not: a sentence each, with what to install or allow."""
    remarks: tuple[str, ...] = ()
    """What works less well than it could: a sentence each."""


@cache
def probe() -> Probe:
    """Try one tiny box and say what is missing; the answer is kept for this process."""
    missing: list[str] = []
    if not sys.platform.startswith("linux"):
        missing.append("The sandbox needs Linux: grade untrusted code on a Linux machine.")
    else:
        missing += [
            f"{name} is not installed: run `apt-get install {PACKAGES[name]}`."
            for name in ("bwrap", "setpriv")
            if tool(name) is None
        ]
    if missing:
        return Probe(available=False, backend="bubblewrap", missing=tuple(missing))
    try:
        with launch([*python_command(), "-c", "pass"]) as box:
            code = box.wait(60)
            controls = box.controls
    except (SandboxError, TimeoutError) as error:
        return Probe(available=False, backend="bubblewrap", missing=(_sentence(str(error)),))
    if code != 0:
        sentence = f"This Python ({sys.base_prefix}) doesn't start in a box (exit code {code}): use the system's."
        return Probe(available=False, backend="bubblewrap", missing=(sentence,))
    return Probe(available=True, backend="bubblewrap", remarks=_remarks(controls))


def _remarks(controls: frozenset[str]) -> tuple[str, ...]:
    lacking = [name for name in ("memory", "processes", "cpu") if name not in controls]
    if not lacking:
        return ()
    return (
        f"No writable cgroup for {', '.join(lacking)}: rlimits bound each process by itself instead; "
        "run as root, or under `systemd-run --user --scope`, for a bound on all together.",
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
