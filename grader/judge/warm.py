"""The warm host: one guest process that is warm, in a sandbox or not, and a fork of it for each check.

In a box guests have a network of their own, and every socket that the judge uses in it is made by the warm guest (which
never runs student code) and handed over.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import struct
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from grader import procfs
from grader.facts import GuestDied, KitError
from grader.judge.channel import Channel
from grader.judge.host import (
    FLAGS,
    KIT,
    START,
    Beside,
    Guest,
    Place,
    clear,
    command,
    config,
    ending,
    environment,
    kill,
    remove_tree,
)
from grader.judge.output import FLOOD, Output
from grader.judge.patience import Patience, Watch

if TYPE_CHECKING:
    from grader.sandbox import Box

_BOOT_SECONDS: Final = 600.0
_TO_END: Final = Patience(quiet=1.0, cpu=2.0, wall=60.0)


class WarmHost:
    """A host whose guests are forks of one warm process, in a sandbox or not."""

    def __init__(self, place: Place, *, boxed: bool) -> None:
        self._beside = None if boxed else Beside(place)
        self._place = self._beside.place if self._beside else place
        self._boxed = boxed
        self._asking = threading.Lock()
        self._start()

    def _start(self) -> None:
        self._explores = False
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._server = 0
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
        self._server = self._receive()["pid"]

    def _launch(self, control: int, output: int) -> None:
        self._control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._box: Box | None = None
        self._process: subprocess.Popen[bytes] | None = None
        if self._boxed:
            self._box = _box(self._place, control, output)
        else:
            self._process = subprocess.Popen(
                command(self._place, control),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=(control,),
                env=environment(),
                start_new_session=True,
            )

    def _receive(self) -> dict[str, Any]:
        try:
            self._await(self._control)
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

    def _await(self, end: socket.socket) -> None:
        """Wait until something has come; raises KitError when student code has stopped the warm guest."""
        poll = select.poll()
        poll.register(end, select.POLLIN)
        deadline = time.monotonic() + _BOOT_SECONDS
        while not poll.poll(200):
            if time.monotonic() > deadline or self._is_stopped():
                raise KitError("the guest does not answer")

    def _is_stopped(self) -> bool:
        return "T" in procfs.states(self._server).values()

    def _ask(self, request: dict[str, object], descriptors: Sequence[int] = ()) -> dict[str, Any]:
        with self._asking:  # a check may ask for a socket while a channel's thread asks how its guest ended
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
            try:
                with theirs:
                    temporary = [home, *self._beside.folders] if self._beside else []
                    request: dict[str, object] = {"do": "fork", "home": home, "temporary": temporary}
                    inner = self._ask(request, [theirs.fileno(), writing])["pid"]
            finally:
                os.close(writing)
            pid = self._greeted(ours)
        except KitError:
            ours.close()
            os.close(reading)
            if not self._boxed:
                remove_tree(home)
            raise
        ours.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
        descriptor = ours.detach()
        output = Output(reading, on_flood=lambda: kill([pid]))
        return Guest(pid, Channel(descriptor, descriptor, lambda: self._how_ended(pid, inner, output)), output, home)

    def _greeted(self, ours: socket.socket) -> int:
        """Wait for a guest's first byte, and return who sent it by the kernel's word."""
        self._await(ours)
        hello, ancillary, _, _ = ours.recvmsg(1, socket.CMSG_SPACE(64))
        if hello != b"!":
            raise KitError(f"a guest did not start: {self._errors.text()[-2000:]}")
        pid: int = struct.unpack("3i", ancillary[0][2])[0]
        return pid

    def _how_ended(self, pid: int, inner: int, output: Output) -> str:
        if output.flooded:
            return f"your program was stopped because it printed more than {FLOOD >> 20} MiB"
        code: int | None = None

        def has_ended(seconds: float) -> bool:
            nonlocal code
            code = self._ask({"do": "ended", "pid": inner})["ended"]
            if code is None:
                time.sleep(min(seconds, 0.01))
            return code is not None

        def is_dead() -> bool:  # so only the warm guest has yet to take note
            return procfs.states(pid).get(pid, "Z") in "ZX"

        with contextlib.suppress(KitError):
            # A channel is closed while its process is still on its way out, or by one that stays.
            Watch(lambda: [pid]).wait(has_ended, _TO_END, is_dead)
        return "the process of your code closed its connection to the checks" if code is None else ending(code)

    def dismiss(self, guest: Guest) -> None:
        """Kill all below the warm guest; discard the host when that does not clean it."""
        guest.channel.close()
        clean = clear(self.processes, self._is_stopped)
        guest.output.join()
        if self._boxed and clean:
            try:
                clean = bool(self._ask({"do": "wipe", "folders": ["/tmp", "/dev/shm"]})["wiped"])  # noqa: S108
            except KitError:
                clean = False
        elif not self._boxed:
            remove_tree(guest.home)
        if not clean:
            self._stop()
            self._start()

    def processes(self) -> list[int]:
        """All processes below the warm guest."""
        return procfs.descendants(self._server)

    def will_explore(self) -> None:
        """Let the warm guest load the simulated machine, once."""
        if not self._explores:
            self._explores = True
            with contextlib.suppress(KitError):  # whoever asks for a guest next finds out, and begins anew
                self._ask({"do": "prepare"})

    def socket(self, kind: str, **how: object) -> socket.socket:
        """Let the warm guest make a socket and hand it over; GuestDied when student code keeps it from that."""
        try:
            return socket.socket(fileno=self._ask({"do": kind, **how})["fd"])
        except KitError:
            raise GuestDied("your code stopped a process that is not its own") from None

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
            kill(left)
        self._errors.join()


@cache
def prepare_boxes() -> None:
    """Do once what every box would pay for: imports, bytecode of the guest, a look for what dead judges have left."""
    import compileall

    from grader import sandbox

    sandbox.sweep()
    compileall.compile_dir(KIT / "grader" / "guest", quiet=2)


def _box(place: Place, control: int, output: int) -> Box:
    from grader import sandbox  # a student's own machine needs none of it

    prepare_boxes()
    inside = Place(Path("/submission"), tuple(Path("/support", file.name) for file in place.support), place.preload)
    mounts = [sandbox.Mount(place.submission, "/submission")]
    mounts += [sandbox.Mount(file, f"/support/{file.name}") for file in place.support]
    mounts.append(sandbox.Mount(KIT / "grader", "/kit/grader"))
    return sandbox.launch(
        [sandbox.python_command()[0], *FLAGS, "-c", START, "/kit", config(inside, "/kit", control)],
        mounts=mounts,
        pass_fds=[control],
        stdout=output,
        stderr=output,
        env={"PYTHONHASHSEED": "0", "PYTHONUTF8": "1"},
    )
