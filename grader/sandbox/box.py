"""A running box: started, watched and ended from outside."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Final, Self

from grader import procfs
from grader.sandbox import bubblewrap, rlimits, seccomp, uids
from grader.sandbox.advice import advice
from grader.sandbox.cgroup import Group
from grader.sandbox.limits import Limits, Mount, SandboxError

DEVNULL: Final = subprocess.DEVNULL
_PATIENCE: Final = 60.0  # seconds for the set-up, which takes 0.02 on an idle machine
_DEATH: Final = 20.0  # seconds for the kernel to end what has got SIGKILL


class Box:
    """A box made by `launch`. Ends with `kill`, or with its `with` block; safe to use from several threads."""

    def __init__(self, process: subprocess.Popen[bytes], init: int, group: Group, slot: uids.Slot | None) -> None:
        self.pid = process.pid
        """Host pid of the outermost process, a bubblewrap; all others of the box descend from it."""
        self.init = init
        """Host pid of the first process in the box's pid namespace, a bubblewrap too: orphans become its children."""
        self.controls = group.controls
        """What a cgroup bounds or counts: some of "memory", "processes", "cpu"."""
        self._process = process
        self._group = group
        self._slot = slot
        # A descriptor and not a number: a pid may be given to somebody else once its process is gone.
        self._init_fd = os.pidfd_open(init)
        self._lock = threading.Lock()
        self._last: tuple[float | None, int | None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def processes(self) -> list[int]:
        """Return the host pids of the command and all that descends from it; without a cgroup zombies too."""
        with self._lock:
            if self._last is not None or self._gone(0):
                return []
            listed = self._group.processes()
            return procfs.descendants(self.init) if listed is None else listed

    def cpu_seconds(self) -> float | None:
        """Return CPU seconds of all that ever ran in it; without a cgroup of what lives or was waited for."""
        with self._lock:
            return self._last[0] if self._last else self._cpu_seconds()

    def memory_kills(self) -> int | None:
        """Return how many processes the kernel killed for want of memory; None when no cgroup tells."""
        with self._lock:
            return self._last[1] if self._last else self._group.memory_kills()

    def poll(self) -> int | None:
        """Return the command's exit code (128 + n after signal n), or None while it runs."""
        return self._process.poll()

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the command's exit code as `poll` has it; raises TimeoutError."""
        try:
            return self._process.wait(timeout)
        except subprocess.TimeoutExpired as error:
            raise TimeoutError(f"the box still runs after {timeout} seconds") from error

    def kill(self) -> None:
        """End all of it and remove its cgroup; idempotent. Returns when nothing is left.

        Raises SandboxError when the kernel doesn't end it, which points at a fault of the machine.
        """
        with self._lock:
            if self._last is not None:
                return
            # With the first process of a pid namespace the kernel kills all others in it, at once and whatever they do.
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._init_fd, signal.SIGKILL)
            ended = self._gone(_DEATH)
            self._process.kill()
            self._process.wait()
            self._last = (self._cpu_seconds(), self._group.memory_kills())
            os.close(self._init_fd)
            removed = self._group.remove()
            if self._slot:
                self._slot.release()
        if not (ended and removed):
            raise SandboxError(f"box {self.pid} could not be cleared away: look for processes stuck in state D")

    def _gone(self, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._init_fd, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def _cpu_seconds(self) -> float | None:
        counted = self._group.cpu_seconds()
        if counted is not None:
            return counted
        if self._gone(0):
            return None
        living = procfs.descendants(self.init)
        nanoseconds = sum(procfs.cpu_ns(pid) + procfs.reaped_cpu_ns(pid) for pid in living)
        return (nanoseconds + procfs.reaped_cpu_ns(self.init)) / 1e9


def launch(
    command: Sequence[str],
    *,
    mounts: Sequence[Mount] = (),
    limits: Limits | None = None,
    pass_fds: Sequence[int] = (),
    stdout: int = DEVNULL,
    stderr: int = DEVNULL,
    env: Mapping[str, str] | None = None,
) -> Box:
    """Start `command` in a box of its own and return when it is about to run.

    `pass_fds` get in under the same numbers, `stdout` and `stderr` are descriptors or DEVNULL; stdin is empty and
    nothing else is inherited. The kernel ends the box when the thread that launched it ends, so launch from a
    thread that lives as long as the box is needed. Raises SandboxError, with nothing left behind.
    """
    if not sys.platform.startswith("linux"):
        raise SandboxError("the sandbox needs Linux: grade untrusted code on a Linux machine")
    if any(fd < 3 for fd in pass_fds):
        raise SandboxError("descriptors 0, 1 and 2 are the box's own and can't be passed")
    limits = limits or Limits()
    with contextlib.ExitStack() as undo:
        slot = uids.take() if uids.must_drop() else None
        if slot:
            undo.callback(slot.release)
        group = Group(limits)
        undo.callback(group.remove)
        scratch = undo.enter_context(_Scratch())
        line = bubblewrap.command_line(
            command,
            mounts=mounts,
            limits=limits,
            env=env or {},
            ulimits=rlimits.commands(limits, own_uid=slot is not None, memory_bounded="memory" in group.controls),
            drop_to=slot.uid if slot else None,
            data_fd=scratch.data_fd,
            data_path=scratch.data_path,
            filter_fd=scratch.data_fd(seccomp.program()),
        )
        judge_end, box_end = socket.socketpair()
        undo.enter_context(judge_end)
        with box_end:
            process = subprocess.Popen(
                line,
                stdin=stderr,  # the gate puts it where it belongs
                stdout=stdout,
                stderr=box_end.fileno(),
                pass_fds=(*pass_fds, *scratch.passed),
                env={},
                start_new_session=True,
            )
        undo.callback(_give_up, process)
        undo.callback(judge_end.close)  # first of all, so that the gate gives up
        _await_ready(judge_end)
        scratch.close()
        # Every process of the chain has exactly one child now, and the last is the gate.
        chain = procfs.descendants(process.pid)
        if len(chain) < 2:
            raise SandboxError("a box died while it was set up: see the kernel's log (`dmesg`) for who killed it")
        *_, init, gate = chain
        try:
            group.add(gate)
            box = Box(process, init, group, slot)
            judge_end.sendall(b"go\n")
        except OSError as error:
            raise SandboxError(f"a box could not be put into its cgroup and started: {error}") from error
        undo.pop_all()
        judge_end.close()
        return box


class _Scratch(contextlib.ExitStack):
    """Descriptors that only the set-up reads."""

    def __init__(self) -> None:
        super().__init__()
        self.passed: list[int] = []

    def data_fd(self, data: bytes) -> int:
        """Return a descriptor for bubblewrap, which closes what it has read."""
        fd = self._keep(data)
        self.passed.append(fd)
        return fd

    def data_path(self, data: bytes) -> str:
        """Return a path for a program that would hand a descriptor on to the box."""
        return f"/proc/{os.getpid()}/fd/{self._keep(data)}"

    def _keep(self, data: bytes) -> int:
        fd = os.memfd_create("racecourse")
        self.callback(os.close, fd)
        with os.fdopen(os.dup(fd), "wb") as file:
            file.write(data)
        os.lseek(fd, 0, os.SEEK_SET)
        return fd


def _await_ready(judge_end: socket.socket) -> None:
    judge_end.settimeout(_PATIENCE)
    said = b""
    while not said.endswith(bubblewrap.READY):
        try:
            more = judge_end.recv(4096)
        except TimeoutError as error:
            raise SandboxError(
                f"a box was not set up within {_PATIENCE:.0f} seconds: the machine is overloaded"
            ) from error
        if not more:
            raise SandboxError(advice(said.decode("utf-8", "replace")))
        said += more


def _give_up(process: subprocess.Popen[bytes]) -> None:
    """End a chain that isn't a box yet; its gate has read an end of file and is on its way out."""
    try:
        process.wait(_DEATH)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
