"""What is known so far, kept from run to run: a line of JSON a figure, in a file that is only ever appended to.

A figure counts only while the grader, the corpus, the benchmark and this Python are what they were when it was
measured: their digest names the file.
"""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path
from typing import Any, Final

from benchmarks.common import ROOT
from grader.batch.journal import grader_digest

FOLDER: Final = ROOT / "out" / "explore"


class Clock:
    """Says when the time is up; the first figure of a run is always measured, or nothing would ever go on."""

    def __init__(self, minutes: float) -> None:
        self._began = time.monotonic()
        self._minutes = minutes

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self._began + self._minutes * 60 - time.monotonic()

    def is_up(self) -> bool:
        return self.left <= 0


class Kept:
    """Figures by part and key."""

    def __init__(self, folder: Path = FOLDER, *, fresh: bool = False) -> None:
        self._file = folder / f"{digest()}.jsonl"
        if fresh:
            self._file.unlink(missing_ok=True)
        self._known: dict[tuple[str, str], Any] = {}
        if self._file.exists():
            text = self._file.read_text(encoding="utf-8")
            whole, _, torn = text.rpartition("\n")
            if torn:  # the last line, of a run that was killed while it wrote
                self._file.write_text(whole + "\n" * bool(whole), encoding="utf-8")
            for line in whole.splitlines():
                told = json.loads(line)
                self._known[told["part"], told["key"]] = told["told"]

    def get(self, part: str, key: str) -> Any:  # noqa: ANN401 - JSON
        """Return what is known, or None."""
        return self._known.get((part, key))

    def put(self, part: str, key: str, told: Any) -> None:  # noqa: ANN401 - JSON
        """Keep a figure at once, so that no end of the program loses it."""
        line = json.dumps({"part": part, "key": key, "told": told})
        self._known[part, key] = json.loads(line)["told"]
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def digest() -> str:
    """Hash over all that has a say in every figure."""
    total = hashlib.sha256(grader_digest("none").encode())
    for folder in ("tests/corpus", "benchmarks/exploring"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            total.update(f"{path.relative_to(ROOT).as_posix()}\0".encode() + path.read_bytes())
    return total.hexdigest()[:16]
