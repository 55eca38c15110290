"""Exceptions that ended a worker process unseen, found in what the interpreter printed about them."""

from __future__ import annotations

import re
from typing import Final

from grader.facts import Told

_DEATH: Final = re.compile(
    r"^Process \S+:\nTraceback \(most recent call last\):\n"
    r"(?P<body>(?:[ \t].*\n|\n)*)(?P<name>[\w.]+)(?:: (?P<message>.*))?$",
    re.MULTILINE,
)
_OURS: Final = re.compile(r'File "[^"]*(?:workloads\.py|guest[/\\]dial\.py|grader[/\\]wire\.py)"')
_FILE: Final = re.compile(
    r'^  File "(?P<file>[^"]+)", line (?P<line>\d+), in (?P<name>\S+)\n(?P<source>    .*\n)?', re.M
)


def unseen_in(output: str) -> list[Told]:
    """Return what multiprocessing printed of processes that an exception ended (`Process-1:` and a traceback)."""
    return [_told(match) for match in _DEATH.finditer(output)]


def _told(match: re.Match[str]) -> Told:
    frames = list(_FILE.finditer(match["body"]))
    planned = bool(frames) and _OURS.search(frames[-1][0]) is not None
    name = match["name"].rpartition(".")[2]
    own = [frame for frame in frames if "/lib/python" not in frame["file"] and "\\lib\\" not in frame["file"].lower()]
    lines = [f"  {frame['file'].rpartition('/')[2]}, line {frame['line']}\n  {frame['source'] or ''}" for frame in own]
    return Told((name,), match["message"] or "", "".join(lines) + f"{name}: {match['message'] or ''}", planned)
