"""The checks of a topic as its author wrote them: points, kinds and hints, read by loading the file as pytest does."""

from __future__ import annotations

import importlib.util
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.check import Check, check_of
from grader.course.topic import Topic


def checks(file: Path) -> dict[str, Check]:
    """Return the checks of a file by the names of their tests, remarks left out.

    Raises whatever the file raises when it is loaded: it is the author's, and trusted.
    """
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None  # noqa: S101 - the name ends in .py
    assert spec.loader is not None  # noqa: S101 - as above
    module = importlib.util.module_from_spec(spec)
    with _helpers_in(file.parent):
        spec.loader.exec_module(module)
    found = {name: check_of(value) for name, value in vars(module).items() if name.startswith("test_")}
    return {name: check for name, check in found.items() if check is not None and check.points}


def points(found: Iterable[Check]) -> dict[str, int]:
    """Add up points by kind."""
    kinds: Counter[str] = Counter()
    for check in found:
        kinds[check.kind] += check.points
    return dict(kinds)


@contextmanager
def _helpers_in(folder: Path) -> Iterator[None]:
    """Let a file import its neighbours, and forget them afterwards: another topic may have some of the same name."""
    known = set(sys.modules)
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        for name in set(sys.modules) - known:
            if Path(getattr(sys.modules[name], "__file__", None) or "").is_relative_to(folder):
                del sys.modules[name]


def can_be_graded(topic: Topic) -> bool:
    """Whether all that gradings need is there and can be loaded; `lint` says what is not."""
    try:
        topic.digest()
        found = [checks(file) for file in topic.tests]
    except Exception:  # whatever a check file does when it is loaded
        return False
    return any(found)
