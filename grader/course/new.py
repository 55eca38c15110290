"""A new topic: a small example that is whole and works, laid out from one text for its author to replace.

A folder of blanks would tell an author what is missing; one that works shows how the parts fit together, and each
step away from it can be checked.
"""

from __future__ import annotations

import json
import keyword
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from grader.course.lint import NAME
from grader.course.topic import CourseError

_TEMPLATE: Final = Path(__file__).with_name("template.txt")
_OURS: Final = {"workloads", "conftest", "pytest", "grader"}
_FILE: Final = re.compile(r"^=== (.+)\n", re.MULTILINE)


def lay_out(root: Path, name: str, title: str = "", title_zh: str = "") -> list[Path]:
    """Write the files of a new topic into the course at `root`; returns them in order.

    A topic without a title has the words of its name. Raises CourseError when the name can't be one of a topic, when
    there is anything of that name already, or when the files can't be written.
    """
    if not NAME.fullmatch(name):
        raise CourseError(
            f"{name!r} is no name for a topic: take two digits and words in small letters, as 20_sockets."
        )
    folders = [root / "assignments" / name, root / "tests" / "hidden" / name, root / "solutions" / name]
    if taken := [folder for folder in folders if folder.exists() or folder.is_symlink()]:
        raise CourseError(f"{taken[0]} is there already: choose another name, or remove it.")
    files = dict(_files(root, _words(name, title, title_zh)))
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise CourseError(f"cannot write {error.filename or root}: {error.strerror}.") from error
    return list(files)


def _words(name: str, title: str, title_zh: str) -> dict[str, str]:
    number, words = name.split("_", 1)
    title = " ".join(title.split()) or words.replace("_", " ").strip().capitalize()
    title_zh = " ".join(title_zh.split()) or title
    return {
        "NAME": name,
        "NUMBER": number,
        "MODULE": f"my_{words}" if _is_taken(words) else words,
        "TITLE": title,
        "TITLE_ZH": title_zh,
        "TITLE_TOML": json.dumps(title, ensure_ascii=False),
        "TITLE_ZH_TOML": json.dumps(title_zh, ensure_ascii=False),
    }


def _is_taken(word: str) -> bool:
    """Whether a module of that name would be another one, none at all, or a file of checks to pytest."""
    return word in sys.stdlib_module_names | _OURS or keyword.iskeyword(word) or word.startswith("test")


def _files(root: Path, words: dict[str, str]) -> Iterator[tuple[Path, str]]:
    _, *parts = _FILE.split(_TEMPLATE.read_text(encoding="utf-8"))
    for path, text in zip(parts[::2], parts[1::2], strict=True):
        yield root / _filled(path, words), _filled(text, words)


def _filled(text: str, words: dict[str, str]) -> str:
    return re.sub(r"@([A-Z_]+)@", lambda match: words[match[1]], text)
