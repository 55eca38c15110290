"""Hosts: where guests live. A warm one forks a fresh guest for each check, a cold one starts a process for each.

A warm host may be in a box of the sandbox; then its guests have a network of their own, and every socket that the
judge uses in it is made by the warm guest (which never runs student code) and handed over. Without fork (Windows,
macOS) hosts are cold, and sockets are simply the judge's.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from grader import sandbox
from grader.facts import KitError, Told
from grader.judge.channel import Channel
from grader.judge.leaks import is_helper
from grader.sandbox import procfs

_GUEST_PARTS = ("__init__.py", "check.py", "facts.py", "wire.py", "guest")
"""All of the kit that a box shows to student code."""
KIT = Path(__file__).resolve().parent.parent.parent
MAX_OUTPUT = 64 << 10
FLOOD = 256 << 20
_BOOT_SECONDS = 120.0
_GRACE = 2.0
_START = "import sys; sys.path.append(sys.argv.pop(1)); from grader.guest.__main__ import main; main()"
_FLAGS = ("-s", "-S", "-P", "-B", "-u")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a submission is: its folder, and the files of ours that lie beside it while it is judged."""

    submission: Path
    support: tuple[Path, ...] = ()
    preload: tuple[str, ...] = ()


class Output:
    """Drains what a guest prints: keeps the first part, counts the rest, and calls `on_flood` when it is too much."""

    def __init__(self, descriptor: int, on_flood: Callable[[], None] | None = None) -> None:
        self._descriptor = descriptor
        self._on_flood = on_flood
        self._kept = bytearray()
        self.size = 0
        self._thread = threading.Thread(target=self._drain, name="guest output", daemon=True)
        self._thread.start()

    def _drain(self) -> None:
        with contextlib.suppress(OSError):
            while chunk := os.read(self._descriptor, 1 << 18):
                self.size += len(chunk)
                self._kept += chunk[: max(0, MAX_OUTPUT - len(self._kept))]
                if self.size > FLOOD and self._on_flood is not None:
                    self._on_flood()
                    break
        os.close(self._descriptor)

    def text(self) -> str:
        """What was printed so far, with a note when it was cut."""
        text = bytes(self._kept).decode("utf-8", "replace")
        return text + (f"\n... ({self.size:,} bytes in all)" if self.size > len(self._kept) else "")

    def join(self) -> None:
        """Wait for the end of the output, when all writers are gone."""
        self._thread.join(5)


class _Beside:
    """Our files that lie beside a submission, alone in a folder: the assignment's own has the stub in it."""

    def __init__(self, place: Place) -> None:
        self._folder: str | None = None
        self.place = place
        if any(file.parent != place.submission for file in place.support):
            self._folder = tempfile.mkdtemp(prefix="racecourse-support-")
            copies = tuple(Path(shutil.copy(file, self._folder)) for file in place.support)
            self.place = replace(place, support=copies)

    def remove(self) -> None:
        """Remove the folder."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)


class Line(Protocol):
    """What the `student` fixture needs of a channel."""

    unseen: list[Told]

    def request(self, op: str, **fields: Any) -> tuple[int, Future[object]]:  # noqa: ANN401 - a frame's fields
        """Send a request; the future gets the raw JSON value, or an exception that was told."""

    def close(self) -> None:
        """Hang up."""


class Printed(Protocol):
    """What a guest printed."""

    def text(self) -> str:
        """Return what was printed so far."""

    def join(self) -> None:
        """Wait for the end of it."""


@dataclass(slots=True)
class Guest:
    """One guest, ready for the calls of one check. `pid` is the kernel's, 0 where it isn't known."""

    pid: int
    channel: Line
    output: Printed
    home: str


class Host(Protocol):
    """What the `student` fixture needs of a place where guests live."""

    def guest(self) -> Guest:
        """Start a fresh guest."""

    def dismiss(self, guest: Guest) -> None:
        """End a guest and everything it started; the next one finds nothing of it."""

    def processes(self) -> list[int]:
        """Processes of the student's that are alive."""

    def socket(self, kind: str, **how: object) -> socket.socket:
        """Make a socket in the guest's network: listen (backlog), client, datagrams, or dial."""

    def close(self) -> None:
        """End the host and all in it. Idempotent."""


class WarmHost:
    """A host whose guests are forks of one warm process, in a sandbox or not."""

    def __init__(self, place: Place, *, boxed: bool) -> None:
        self._beside = None if boxed else _Beside(place)
        self._place = self._beside.place if self._beside else place
        self._boxed = boxed
        self._start()

    def _start(self) -> None:
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(_BOOT_SECONDS)
        reading, writing = os.pipe()
        try:
            with theirs:
                self._launch(theirs.fileno(), writing)
        except BaseException:
            self._control.close()
            os.close(reading)
            raise
        finally:
            os.close(writing)
        self._errors = Output(reading)
        self._server: int = self._receive()["pid"]

    def _launch(self, control: int, output: int) -> None:
        self._control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._box: sandbox.Box | None = None
        self._process: subprocess.Popen[bytes] | None = None
        if self._boxed:
            self._box = _box(self._place, control, output)
        else:
            self._process = subprocess.Popen(
                _command(self._place, control),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(control,),
                env=_environment(),
                start_new_session=True,
            )

    def _receive(self) -> dict[str, Any]:
        try:
            message, ancillary, _, _ = self._control.recvmsg(4096, socket.CMSG_SPACE(64))
        except OSError as error:
            raise KitError(f"the guest does not answer ({error}): {self._errors.text()[-2000:]}") from None
        if not message:
            self._errors.join()
            raise KitError(f"the guest did not start: {self._errors.text()[-2000:]}")
        answer: dict[str, Any] = json.loads(message)
        for level, kind, data in ancillary:
            if level == socket.SOL_SOCKET and kind == socket.SCM_CREDENTIALS:
                answer.setdefault("pid", struct.unpack("3i", data[: struct.calcsize("3i")])[0])
            elif level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                answer["fd"] = struct.unpack("i", data[:4])[0]
        return answer

    def _ask(self, request: dict[str, object], descriptors: Sequence[int] = ()) -> dict[str, Any]:
        try:
            socket.send_fds(self._control, [json.dumps(request).encode()], descriptors)
        except OSError as error:
            raise KitError(f"the guest has gone ({error})") from None
        return self._receive()

    def guest(self) -> Guest:
        """Fork a fresh guest; starts the host again when student code took it down."""
        try:
            return self._fork()
        except KitError:
            self._stop()
            self._start()
            return self._fork()

    def _fork(self) -> Guest:
        home = "/tmp" if self._boxed else tempfile.mkdtemp(prefix="racecourse-")  # noqa: S108 - the box's own
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        reading, writing = os.pipe()
        try:
            with theirs:
                inner = self._ask({"do": "fork", "home": home}, [theirs.fileno(), writing])["pid"]
        except KitError:
            ours.close()
            os.close(reading)
            raise
        finally:
            os.close(writing)
        ours.settimeout(_BOOT_SECONDS)
        hello, ancillary, _, _ = ours.recvmsg(1, socket.CMSG_SPACE(64))
        if hello != b"!":
            raise KitError(f"a guest did not start: {self._errors.text()[-2000:]}")
        ours.settimeout(None)
        pid = struct.unpack("3i", ancillary[0][2])[0]
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        descriptor = ours.detach()
        output = Output(reading, on_flood=lambda: _kill([pid]))
        return Guest(pid, Channel(descriptor, descriptor, lambda: self._how_ended(inner)), output, home)

    def _how_ended(self, inner: int) -> str:
        with contextlib.suppress(KitError):
            for _ in range(100):
                code = self._ask({"do": "ended", "pid": inner})["ended"]
                if code is not None:
                    return _ending(code)
                time.sleep(0.01)  # closed its channel, but is still there
        return "the process of your code closed its connection to the checks"

    def dismiss(self, guest: Guest) -> None:
        """Kill all below the warm guest; discard the host when that does not clean it."""
        guest.channel.close()
        clean = _clear(self.processes)
        guest.output.join()
        if self._boxed and clean:
            with contextlib.suppress(KitError):
                clean = bool(self._ask({"do": "wipe", "folders": ["/tmp", "/dev/shm"]})["wiped"])  # noqa: S108
        elif not self._boxed:
            shutil.rmtree(guest.home, ignore_errors=True)
        if not clean:
            self._stop()
            self._start()

    def processes(self) -> list[int]:
        """All processes below the warm guest."""
        return procfs.descendants(self._server)

    def socket(self, kind: str, **how: object) -> socket.socket:
        """Let the warm guest make a socket and hand it over."""
        return socket.socket(fileno=self._ask({"do": kind, **how})["fd"])

    def close(self) -> None:
        """Kill the warm guest and what is below it."""
        self._stop()
        if self._beside is not None:
            self._beside.remove()

    def _stop(self) -> None:
        self._control.close()
        if self._box is not None:
            self._box.kill()
        elif self._process is not None:
            left = procfs.descendants(self._process.pid)
            self._process.kill()
            self._process.wait()
            _kill(left)
        self._errors.join()


class ColdHost:
    """A host that starts a process for each guest: for systems without fork."""

    def __init__(self, place: Place) -> None:
        self._beside = _Beside(place)
        self._place = self._beside.place
        self._guests: list[subprocess.Popen[bytes]] = []

    def guest(self) -> Guest:
        """Start a process and talk to it over its standard input and output."""
        home = tempfile.mkdtemp(prefix="racecourse-")
        process = subprocess.Popen(
            _command(self._place),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=_environment() | {"TMPDIR": home, "TEMP": home},
            cwd=home,
            start_new_session=True,
        )
        self._guests = [process]
        writing, reading, errors = (
            os.dup(pipe.fileno()) for pipe in (process.stdin, process.stdout, process.stderr) if pipe
        )
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        output = Output(errors, on_flood=process.kill)
        if os.read(reading, 1) != b"!":
            output.join()
            raise KitError(f"the guest did not start: {output.text()[-2000:]}")
        return Guest(process.pid, Channel(reading, writing, lambda: _ending(process.wait())), output, home)

    def dismiss(self, guest: Guest) -> None:
        """End the process and, where that can be known, all below it."""
        (process,) = self._guests
        left = self.processes()
        guest.channel.close()  # at which the guest ends itself
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
        _clear(lambda: [pid for pid in left if procfs.states(pid)])
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
        guest.output.join()
        shutil.rmtree(guest.home, ignore_errors=True)
        self._guests = []

    def processes(self) -> list[int]:
        """The guest and what is below it."""
        return [pid for process in self._guests for pid in (process.pid, *procfs.descendants(process.pid))]

    def socket(self, kind: str, **how: Any) -> socket.socket:  # noqa: ANN401 - backlog is all there is
        """Make a socket of the judge's own: the guest shares its network."""
        if kind in ("listen", "dial"):
            return socket.create_server(("127.0.0.1", 0), backlog=int(how.get("backlog", 128)))
        made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM if kind == "datagrams" else socket.SOCK_STREAM)
        if kind == "datagrams":
            made.bind(("127.0.0.1", 0))
        return made

    def close(self) -> None:
        """End what still lives: nothing does, between checks."""
        for process in self._guests:
            process.kill()
            process.wait()
        self._beside.remove()


def _command(place: Place, control: int | None = None) -> list[str]:
    return [sys.executable, *_FLAGS, "-c", _START, str(KIT), _config(place, str(KIT), control)]


def can_fork() -> bool:
    """Whether guests can be forks here; macOS has fork, but not one that its own libraries survive."""
    return sys.platform.startswith("linux")


def _config(place: Place, kit: str, control: int | None) -> str:
    """Tell the guest where to find modules (ours before the student's), and whose file is whose in a traceback."""
    folders = dict.fromkeys([*(str(file.parent) for file in place.support), str(place.submission)])
    told: dict[str, object] = {
        "path": list(folders),
        "roots": [folder + os.sep for folder in folders],
        "ours": [*map(str, place.support), kit + os.sep + "grader" + os.sep],
        "preload": place.preload,
    }
    return json.dumps(told if control is None else told | {"control": control})


def _environment() -> dict[str, str]:
    kept = ("PATH", "SYSTEMROOT", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "HOME", "LD_LIBRARY_PATH")
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
    }


def _box(place: Place, control: int, output: int) -> sandbox.Box:
    inside = Place(Path("/submission"), tuple(Path("/support", file.name) for file in place.support), place.preload)
    mounts = [sandbox.Mount(place.submission, "/submission")]
    mounts += [sandbox.Mount(file, f"/support/{file.name}") for file in place.support]
    mounts += [sandbox.Mount(KIT / "grader" / part, f"/kit/grader/{part}") for part in _GUEST_PARTS]
    return sandbox.launch(
        [sandbox.python_command()[0], *_FLAGS, "-c", _START, "/kit", _config(inside, "/kit", control)],
        mounts=mounts,
        pass_fds=[control],
        stdout=output,
        stderr=output,
        env={"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
    )


def _clear(processes: Callable[[], list[int]]) -> bool:
    """Kill until nothing is left; multiprocessing's helpers get a moment to end by themselves and tidy up."""
    deadline = time.monotonic() + _GRACE
    while left := processes():
        now = time.monotonic()
        if now > deadline + _GRACE:
            return False
        _kill([pid for pid in left if now > deadline or not is_helper(pid)])
        time.sleep(0.001)
    return True


def _kill(pids: Sequence[int]) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def _ending(code: int) -> str:
    if code < 0:
        return f"the process of your code was killed by {signal.Signals(-code).name}"
    return f"your code ended the whole process (exit code {code}) in the middle of a check"
