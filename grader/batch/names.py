"""Which names a submission may have: pure decisions, no I/O.

Three answers for a file: it is taken, it is left out silently (junk that tools make, and copies of our own handout),
or it is left out with a note that the student and the teaching staff read.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator, Set
from typing import Final

MAX_DEPTH: Final = 10
_MAX_NAME: Final = 200  # bytes; file systems stop at 255
_NEVER_IN_NAMES: Final = frozenset('<>:"|?*\\/')  # a stream, a device or a wildcard somewhere

_JUNK: Final = frozenset(
    {"__macosx", ".ds_store", "thumbs.db", "desktop.ini", "__pycache__", ".git", ".hg", ".svn", ".idea", ".vscode"}
    | {".venv", "venv", "node_modules", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".ipynb_checkpoints"}
)
_CONFIGURES: Final = frozenset(
    {"conftest.py", "sitecustomize.py", "usercustomize.py", "pyvenv.cfg", "setup.cfg", "tox.ini"}
    | {"pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "pyproject.toml"}
)
_BINARY: Final = (".pyc", ".pyo", ".pyd", ".so", ".dll", ".dylib")
# What browsers, learning platforms and file managers add to the second file of one name.
_COPY: Final = re.compile(r"(?i)^(?:copy of )?(?P<name>.*?)(?:\s?-\s?copy|\scopy)?(?:\s?\(\d+\)|-\d{1,2})?$", re.DOTALL)
_OURS: Final = frozenset({"grader", "pytest", "_pytest", "sitecustomize", "usercustomize"})


def split(raw: str) -> tuple[str, ...]:
    """Split a path as any system would: some Windows tools write backslashes into zips. `.` and empty parts vanish."""
    return tuple(part for part in re.split(r"[\\/]", raw) if part not in ("", "."))


def is_absolute(raw: str) -> bool:
    """Whether any system would take the path from its root or from a drive."""
    return raw.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", raw) is not None


def is_junk(parts: tuple[str, ...]) -> bool:
    """Whether a tool made it: editors, archivers, version control, caches."""
    return any(part.casefold() in _JUNK or part.startswith("._") for part in parts)


def uncopied(name: str) -> str:
    """Return a name without the marks of a copy: `queues (1)`, `queues-2`, `queues - Copy`, `Copy of queues`."""
    match = _COPY.match(name)
    return match["name"] if match else name


def is_nearly(name: str, module: str) -> bool:
    """Whether a file seems to be the module under a name that something else has changed: its copy, case, `.py.txt`."""
    stem, dot, suffix = name.casefold().removesuffix(".txt").rpartition(".")
    return bool(dot) and f"{uncopied(stem)}.{suffix}" == module.casefold()


def fold(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the form under which two names are the same file on some system."""
    return tuple(unicodedata.normalize("NFKC", part).casefold() for part in parts)


def refusal(parts: tuple[str, ...], modules: Set[str]) -> str:
    """Say why a file of that name is left out, or "" when it may be taken."""
    return next(_refusals(parts, modules), "")


def _refusals(parts: tuple[str, ...], modules: Set[str]) -> Iterator[str]:
    first, last = fold(parts)[0], fold(parts)[-1]
    if ".." in parts:
        yield "it climbs out of its folder"
    if not all(_is_plain(part) for part in parts):
        yield "its name has characters that are not allowed"
    if len(parts) > MAX_DEPTH:
        yield f"it lies more than {MAX_DEPTH} folders deep"
    if last in _CONFIGURES or last.endswith(".pth"):
        yield "it would configure Python or pytest"
    if last.endswith(_BINARY):
        yield "it is not source code"
    name = first.partition(".")[0]
    is_code = len(parts) > 1 or first.endswith(".py")
    if is_code and parts[0] not in modules and (name in sys.stdlib_module_names or name in _OURS):
        yield f"it would hide the module {name} that Python or the grader needs; give it another name"


def _is_plain(part: str) -> bool:
    return (
        part.isprintable()
        and not _NEVER_IN_NAMES & set(part)
        and not part.endswith((".", " "))
        and len(part.encode("utf-8", "surrogatepass")) <= _MAX_NAME
    )


def shown(raw: str) -> str:
    """Return a name from the file system as text that any file and terminal can hold.

    Composed letters (macOS hands out decomposed ones), and what can't be printed as an escape.
    """
    text = unicodedata.normalize("NFC", raw)
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text)
