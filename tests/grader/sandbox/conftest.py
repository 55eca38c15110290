"""Runs small programs in boxes."""

from __future__ import annotations

import os
import select
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.sandbox import Box, Limits, Mount, cgroup, launch, probe, python_command


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str
    memory_kills: int | None
    cpu_seconds: float | None


class Boxes:
    """Starts programs, given as source text, in boxes that end with the test."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._boxes: list[Box] = []

    def start(
        self,
        source: str,
        *,
        mounts: Sequence[Mount] = (),
        limits: Limits | None = None,
        pass_fds: Sequence[int] = (),
        arguments: Sequence[str] = (),
    ) -> Box:
        number = len(self._boxes)
        program = self._folder / f"program{number}.py"
        program.write_text(textwrap.dedent(source))
        program.chmod(0o644)
        with self.out(number).open("wb") as out, self.err(number).open("wb") as err:
            box = launch(
                [*python_command(), "/kit/main.py", *arguments],
                mounts=[Mount(program, "/kit/main.py"), *mounts],
                limits=limits,
                pass_fds=pass_fds,
                stdout=out.fileno(),
                stderr=err.fileno(),
            )
        self._boxes.append(box)
        return box

    def run(
        self,
        source: str,
        *,
        mounts: Sequence[Mount] = (),
        limits: Limits | None = None,
        pass_fds: Sequence[int] = (),
        arguments: Sequence[str] = (),
    ) -> Ran:
        number = len(self._boxes)
        box = self.start(source, mounts=mounts, limits=limits, pass_fds=pass_fds, arguments=arguments)
        code = box.wait(300)
        box.kill()
        out, err = (path.read_text(errors="replace") for path in (self.out(number), self.err(number)))
        return Ran(code, out, err, box.memory_kills(), box.cpu_seconds())

    def says(self, source: str, *, mounts: Sequence[Mount] = (), limits: Limits | None = None) -> str:
        """Run a program that must end well, and return what it printed."""
        ran = self.run(source, mounts=mounts, limits=limits)
        assert (ran.code, ran.err) == (0, "")
        return ran.out.strip()

    def out(self, number: int) -> Path:
        return self._folder / f"out{number}"

    def err(self, number: int) -> Path:
        return self._folder / f"err{number}"

    def kill(self) -> None:
        for box in self._boxes:
            box.kill()


@pytest.fixture
def boxes(tmp_path: Path) -> Iterator[Boxes]:
    """Boxes on a machine that can make them; elsewhere the test is skipped, with the reason."""
    found = probe()
    if not found.available:
        pytest.skip(" ".join(found.missing))
    made = Boxes(tmp_path)
    yield made
    made.kill()


@pytest.fixture
def needs_cgroup() -> None:
    """Skip where no cgroup can be written."""
    if probe().remarks:
        pytest.skip(" ".join(probe().remarks))


@pytest.fixture
def no_cgroup(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make this machine one without a writable cgroup."""
    monkeypatch.setattr(cgroup, "found", lambda: ())


@pytest.fixture
def ends() -> Iterator[Callable[[Sequence[int]], Callable[[], bool]]]:
    """Watch processes: `ends(pids)` returns a question that answers, within five minutes, whether all of them ended."""
    watched: list[int] = []

    def watch(pids: Sequence[int]) -> Callable[[], bool]:
        # A descriptor follows the process itself; its number may be given away as soon as it is gone.
        ours = [os.pidfd_open(pid) for pid in pids]
        watched.extend(ours)

        def all_ended() -> bool:
            return all(select.select([fd], [], [], 300)[0] for fd in ours)

        return all_ended

    yield watch
    for fd in watched:
        os.close(fd)
