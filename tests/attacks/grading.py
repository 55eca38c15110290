"""One batch of hostile submissions with honest ones between them, and what the machine looks like afterwards.

The batch runs through the command that a TA types, in a process of its own. While it runs, this process is a *child
subreaper*: whatever outlives the grader becomes our child, so that "nothing is left" is a look at our own children and
other work on the machine can't blur it.
"""

from __future__ import annotations

import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from grader import procfs
from tests.attacks.corpus import BREACH, COURSE, LITTER, MODULE, TOPIC, Machine, Program

REPOSITORY: Final = Path(__file__).parent.parent.parent
HONEST: Final = "-honest"
OTHER: Final = f"other{HONEST}"
STUB: Final = "stub"
BACKENDS: Final = ("box", "rlimits", "none")
"""A box as this user gets it; a box on a machine without cgroups; no box at all (`--unsafe`)."""

_JOBS: Final = "4"  # more than a small machine has processors: most attacks only wait until patience is at its end
_EVERY: Final = 10  # attacks between two honest submissions
_MINUTES: Final = 40  # the outer guard: nothing here should take a tenth of it
_ANSWER: Final = """
def double(x):
    return 2 * x


def join(parts):
    return "-".join(parts)


def apply_all(func, items):
    return [func(item) for item in items]


def refuse(x):
    if x < 0:
        raise ValueError("below 0")
    return x


class Tally:
    def __init__(self):
        self.total = 0

    def add(self, n):
        self.total += n
"""
_WATCHED: Final = ("kernel/core_pattern", "kernel/hostname", "kernel/domainname", "kernel/modprobe", "fs/pipe-max-size")
_HIDE_CGROUPS: Final = 'mount -t tmpfs none /sys/fs/cgroup && exec "$@"'


@dataclass
class Graded:
    """A graded batch: exit code, what was printed, all rows, the out folder, and what is wrong with the machine."""

    code: int
    printed: str
    out: Path
    rows: list[dict[str, Any]]
    secrets: dict[str, str]
    seconds: float
    leaked: list[str] = field(default_factory=list)
    harm: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def of(self, student: str) -> list[dict[str, Any]]:
        """Return the rows of one student."""
        return [row for row in self.rows if row["student"] == student]

    def files(self) -> dict[str, bytes]:
        """Return all that the grader wrote, by relative path."""
        return {str(path.relative_to(self.out)): path.read_bytes() for path in self.out.rglob("*") if path.is_file()}


def grade(backend: str, chosen: Sequence[Program], folder: Path) -> Graded:
    """Grade the chosen programs in the new folder `folder`, and look at the machine before and after."""
    folder.mkdir(parents=True)
    with ExitStack() as stack:
        known = _secrets(folder)
        for path in known:
            stack.callback(path.unlink, missing_ok=True)
        port, abstract = stack.enter_context(_listeners())
        machine = Machine(tuple(known), folder / "class" / OTHER / TOPIC / MODULE, *_names(port, abstract))
        _class(chosen, folder / "class", machine)
        before = _state(known)
        ours = set(procfs.descendants(os.getpid()))
        stack.enter_context(_reaper())
        began = time.monotonic()
        done = _run(_command(backend, folder), folder)
        graded = Graded(
            code=done.returncode,
            printed=done.stdout,
            out=folder / "out",
            rows=json.loads((folder / "out" / "results.json").read_text()),
            secrets={str(path): secret for path, secret in known.items()},
            seconds=time.monotonic() - began,
        )
        graded.left += _survivors(ours) + _litter(folder)
        graded.harm += [f"{what} was {old!r} and is {new!r}" for what, old, new in _changes(before, _state(known))]
        graded.leaked += [f"a connection came to {name}" for name in _callers(port, abstract)]
    return graded


def stored(file: Path, make: Callable[[], Graded]) -> Graded:
    """Return what `file` has, or make it and keep it there; for processes that share one batch, under a lock."""
    if not file.exists():
        file.write_text(json.dumps(asdict(make()), default=str))
    data: dict[str, Any] = json.loads(file.read_text())
    return Graded(**{**data, "out": Path(data["out"])})


def _secrets(folder: Path) -> dict[Path, str]:
    """Write a secret where hidden checks, another's answer, the TA's own files and old results lie."""
    shutil.copytree(COURSE, folder / "course", ignore=shutil.ignore_patterns("__pycache__"))
    hidden = folder / "course" / "tests" / "hidden" / TOPIC / f"test_{TOPIC}_hidden.py"
    other = folder / "class" / OTHER / TOPIC / MODULE
    other.parent.mkdir(parents=True)
    other.write_text(_ANSWER)
    mine = f".racecourse-canary-{secrets.token_hex(4)}"
    paths = [hidden, other, Path.home() / mine, Path(tempfile.gettempdir()) / mine, folder / "out" / "canary.txt"]
    (folder / "out").mkdir()
    known = {path: secrets.token_hex(16) for path in paths}
    for path, secret in known.items():
        with path.open("a") as file:
            file.write(f'\nCANARY = "{secret}"\n')
    return known


def _class(chosen: Sequence[Program], folder: Path, machine: Machine) -> None:
    honest = [f"{program.name}{HONEST}" for program in chosen[::_EVERY]]
    for student, text in ((STUB, _stub()), *((student, _ANSWER) for student in honest)):
        (folder / student / TOPIC).mkdir(parents=True)
        (folder / student / TOPIC / MODULE).write_text(text)
    for program in chosen:
        program.hand_in(folder / program.name / TOPIC, machine)


def _stub() -> str:
    return (COURSE / "assignments" / TOPIC / MODULE).read_text()


def _command(backend: str, folder: Path) -> list[str]:
    command = [sys.executable, "-m", "grader.cli", "grade", str(folder / "class"), "--out", str(folder / "out")]
    command += ["--course", str(folder / "course"), "--jobs", _JOBS]
    if backend == "none":
        return [*command, "--unsafe"]
    if backend == "rlimits":
        return without_cgroups(command)
    return command


def without_cgroups(command: Sequence[str]) -> list[str]:
    """Return a command (for root) that runs `command` where no cgroup can be seen."""
    return ["unshare", "--mount", "sh", "-c", _HIDE_CGROUPS, "sh", *command]


def _run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    scratch = folder / "scratch"
    scratch.mkdir()
    with (folder / "printed").open("w+") as printed:
        # Not a pipe: what outlives the grader might hold it open, and we would wait for that.
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=printed,
            stderr=subprocess.STDOUT,
            env={**os.environ, "TMPDIR": str(scratch)},
            cwd=folder,
            timeout=_MINUTES * 60,
            check=False,
            start_new_session=True,
        )
        printed.seek(0)
        return subprocess.CompletedProcess(command, done.returncode, printed.read(), "")


@contextmanager
def _reaper() -> Iterator[None]:
    child_subreaper = 36
    prctl: Callable[..., int] = ctypes.CDLL(None).prctl
    prctl(child_subreaper, 1, 0, 0, 0)
    try:
        yield
    finally:
        prctl(child_subreaper, 0, 0, 0, 0)


def _survivors(ours: set[int]) -> list[str]:
    """Return what is still alive of the grader, and end it. What has got SIGKILL may take a moment to be gone."""
    deadline = time.monotonic() + 20
    while alive := [pid for pid in procfs.descendants(os.getpid()) if pid not in ours]:
        for pid in alive:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)
        if time.monotonic() > deadline:
            break
        time.sleep(0.02)
    told = []
    for pid in alive:
        with suppress(OSError):
            told.append(f"process {pid}: {Path(f'/proc/{pid}/cmdline').read_bytes()[:200]!r}")
            os.kill(pid, signal.SIGKILL)
    return told


def _litter(folder: Path) -> list[str]:
    """Return files and names of an attack's, or of the kit's own, that are still there."""
    places = [Path(place) for place in ("/tmp", "/dev/shm", "/var/tmp", "/run", "/dev", "/")]
    places += [Path.home(), Path.cwd(), REPOSITORY, folder]
    found = [str(path) for place in places if place.is_dir() for path in place.glob(f"*{LITTER}*")]
    found += [str(path) for path in (folder / "course").rglob("*") if LITTER in path.name or path.suffix == ".pyc"]
    found += [str(path) for path in (folder / "scratch").iterdir()]
    found += [str(path) for path in (folder / "out").rglob(".work/*")]
    found += [str(path) for path in (REPOSITORY / "grader").rglob("*.py") if LITTER in path.read_text()]
    names = Path("/proc/net/unix").read_text()
    return found + [f"an abstract socket named {LITTER}"] * (LITTER in names)


def _state(known: dict[Path, str]) -> dict[str, object]:
    """Return what no submission may change."""
    state: dict[str, object] = {str(path): path.read_text() for path in known}
    for name in _WATCHED:
        with suppress(OSError):
            state[name] = (Path("/proc/sys") / name).read_text()
    state["host name"] = socket.gethostname()
    state["processes at most"] = Path("/proc/sys/kernel/pid_max").read_text()
    state["mounts"] = sorted(line.split()[1] for line in Path("/proc/self/mounts").read_text().splitlines())
    return state


def _changes(before: dict[str, object], after: dict[str, object]) -> Iterator[tuple[str, object, object]]:
    for what, old in before.items():
        if old != after.get(what):
            yield what, old, after.get(what)


@contextmanager
def _listeners() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Listen on this machine, where nothing of a box may ever call."""
    with socket.create_server(("127.0.0.1", 0)) as port, socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind(f"\0racecourse-canary-{secrets.token_hex(4)}")
        abstract.listen()
        yield port, abstract


def _names(port: socket.socket, abstract: socket.socket) -> tuple[int, str]:
    return port.getsockname()[1], abstract.getsockname()[1:].decode()


def _callers(*listeners: socket.socket) -> Iterator[str]:
    for listener in listeners:
        listener.setblocking(False)
        with suppress(BlockingIOError):
            listener.accept()[0].close()
            yield str(listener.getsockname())


def find_secrets(graded: Graded) -> list[str]:
    """Return which secrets stand in which file that the grader wrote, or in what it printed."""
    texts = {**graded.files(), "standard output": graded.printed.encode()}
    return [
        f"the secret of {name} stands in {file}"
        for name, secret in graded.secrets.items()
        for file, text in texts.items()
        if secret.encode() in text
    ]


def find_breaches(graded: Graded, student: str) -> list[str]:
    """Return what a student's program says that it got through."""
    said = [row["message"] for row in graded.of(student)]
    said += [(graded.out / "students" / f"{student}.{kind}").read_text() for kind in ("md", "html")]
    return [text[text.index(BREACH) :][:300] for text in said if BREACH in text]
