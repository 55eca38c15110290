"""The corpus: hostile submissions as data, and how one is laid out as a student would hand it in.

A program is `programs/<name>.py`, handed in as target.py, or a folder `programs/<name>/` handed in as it is. Comments
on the first lines of its target.py say more:

    # aim: <what it tries, in one sentence>
    # needs: sandbox                      only a box promises anything against it; nowhere else is it run
    # earns: test_double                  a check that it passes by honest work, in order to cheat another
    # place: <what> <name> <more>         a file that git or a text can't hold: see `_place`

`@TOKENS@` in the text are replaced by what a well-informed attacker may know of the machine (see `Machine`).
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROGRAMS: Final = Path(__file__).parent / "programs"
COURSE: Final = Path(__file__).parent / "course"
TOPIC: Final = "01_target"
MODULE: Final = "target.py"
BREACH: Final = "racecourse-breach"
"""What a program prints or raises where it got through; spelled in two parts in its own text."""
LITTER: Final = "racecourse_attack"
"""What every file, folder and value that a program leaves has in its name."""


@dataclass(frozen=True)
class Machine:
    """What an attacker may know: where secrets lie, another's answer, and the names of this machine's things."""

    secrets: tuple[Path, ...]
    answer: Path
    port: int
    abstract: str

    def fill_in(self, text: str) -> str:
        """Replace the tokens in `text`."""
        known = {
            "@PLACES@": "|".join(map(str, self.secrets)),
            "@SECRET@": str(self.secrets[0]),
            "@DIRECTORY@": str(self.secrets[0].parent),
            "@OTHER@": str(self.answer),
            "@PORT@": str(self.port),
            "@ABSTRACT@": self.abstract,
            "@HOSTNAME@": socket.gethostname(),
            "@PIDNS@": str(Path("/proc/self/ns/pid").readlink()),
        }
        for token, value in known.items():
            text = text.replace(token, value)
        return text


@dataclass(frozen=True)
class Program:
    """One hostile submission."""

    name: str
    aim: str
    needs_sandbox: bool
    earns: frozenset[str]
    places: tuple[str, ...]
    source: Path

    def hand_in(self, folder: Path, machine: Machine) -> None:
        """Lay the submission out in the new folder `folder`."""
        folder.mkdir(parents=True)
        files = [self.source] if self.source.is_file() else sorted(self.source.rglob("*"))
        for file in filter(Path.is_file, files):
            target = folder / (MODULE if self.source.is_file() else file.relative_to(self.source))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(machine.fill_in(file.read_text()))
        for place in self.places:
            _place(folder, *machine.fill_in(place).split(" ", 2))


def programs() -> Iterator[Program]:
    """Yield the corpus in order of names; raises ValueError for a program that doesn't say its aim."""
    for source in sorted(PROGRAMS.iterdir()):
        if source.name.startswith(("_", ".")):
            continue
        lines = (source if source.is_file() else source / MODULE).read_text().splitlines()
        header = [line for line in lines[:8] if line.startswith("# ")]
        told = [line.removeprefix("# ").partition(": ") for line in header]
        if not told or told[0][0] != "aim" or not told[0][2]:
            raise ValueError(f"{source} does not begin with '# aim: ' and a sentence")
        yield Program(
            name=source.stem,
            aim=told[0][2],
            needs_sandbox=("needs", ": ", "sandbox") in told,
            earns=frozenset(value for key, _, value in told if key == "earns"),
            places=tuple(value for key, _, value in told if key == "place"),
            source=source,
        )


def _place(folder: Path, what: str, name: str, more: str = "") -> None:
    path = folder / name
    if path.is_file():
        path.unlink()
    match what:
        case "symlink":
            path.symlink_to(more.removeprefix("-> "))
        case "fifo":
            os.mkfifo(path)
        case "socket":
            here = Path.cwd()
            os.chdir(folder)  # the name of a socket is short
            with socket.socket(socket.AF_UNIX) as line:
                line.bind(name)
            os.chdir(here)
        case "sparse":
            with path.open("wb") as file:
                file.truncate(int(more))
        case "deep":
            path.joinpath(*["d"] * int(more)).mkdir(parents=True)
        case "closed":
            path.write_text("")
            path.chmod(0)
        case "text":
            path.write_text(json.loads(more), newline="")
        case _:
            raise ValueError(f"no such thing to place: {what}")
