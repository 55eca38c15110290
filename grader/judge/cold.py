"""The cold host: a new process for each guest, over pipes. For systems without a fork that can be trusted."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
from typing import Any

from grader import procfs
from grader.facts import KitError
from grader.judge.channel import Channel
from grader.judge.host import GRACE, Beside, Guest, Place, clear, command, ending, environment, remove_tree
from grader.judge.output import Output


class ColdHost:
    """A host that starts a process for each guest: for systems without fork."""

    def __init__(self, place: Place) -> None:
        self._beside = Beside(place)
        self._place = self._beside.place
        self._guests: list[subprocess.Popen[bytes]] = []

    def guest(self) -> Guest:
        """Start a process and talk to it over its standard input and output."""
        home = tempfile.mkdtemp(prefix="racecourse-")
        process = subprocess.Popen(
            command(self._place),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment() | {"TMPDIR": home, "TEMP": home},
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
        return Guest(process.pid, Channel(reading, writing, lambda: ending(process.wait())), output, home)

    def dismiss(self, guest: Guest) -> None:
        """End the process and, where that can be known, all below it."""
        (process,) = self._guests
        left = self.processes()
        if "T" in procfs.states(process.pid).values():
            process.kill()  # one that is stopped would not hear us hang up
        guest.channel.close()  # at which the guest ends itself
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(GRACE)
        # Of an orphan's end its new parent has to take note, which may be late and is not ours to wait for.
        clear(lambda: [pid for pid in left if procfs.states(pid).get(pid, "Z") not in "ZX"])
        if hasattr(os, "killpg"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.kill()
        process.wait()
        guest.output.join()
        remove_tree(guest.home)
        self._guests = []

    def processes(self) -> list[int]:
        """The guest and what is below it."""
        return [pid for process in self._guests for pid in (process.pid, *procfs.descendants(process.pid))]

    def will_explore(self) -> None:
        """Do nothing: a guest that begins cold loads what it needs."""

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
