"""The command line of a box: which files there are, what is cut off, how it is told to go on.

As an ordinary user bubblewrap does it all. A box that root makes does not contain (it may write /proc/sys), so as
root `setpriv` first drops to a user id of the box's own. That user can't reach what lies in closed folders, such as
an interpreter below /root; where there is such a thing the *stage* comes before: a mount namespace in which root
binds it to an open place. All of these exec one another, never fork, hence bubblewrap is the judge's own child and
the kernel kills it when the judge dies (a parent without the right to signal another user's child, such as a second
bubblewrap in between, would leave it alive).

Last runs a two-line shell, the gate: it says that all is set up (hence every link of the chain would die with the
judge by now) and waits until the judge has put it into its cgroup. If the judge has died the gate reads an end of file
and gives up, so no moment is left in which a box could outlive its judge.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from grader.sandbox.files import UID, interpreter, show
from grader.sandbox.limits import Limits, Mount
from grader.sandbox.stage import Stage
from grader.sandbox.tools import SYSTEM_PATH, needed

READY: Final = b"racecourse: ready\n"
# In: 0 is the guest's stderr, 1 its stdout, 2 a socket to the judge, where a failing bubblewrap complains too.
_GATE: Final = f'{{}} && echo "{READY.decode().strip()}" >&2 && read -r go <&2 && exec "$@" 2>&0 0</dev/null'

_ENVIRONMENT: Final = {"PATH": SYSTEM_PATH, "HOME": "/tmp", "LANG": "C.UTF-8"}  # noqa: S108 - the box's own


def python_command() -> tuple[str, ...]:
    """Return how a box starts this Python: isolated, without site-packages, writing no bytecode."""
    return (interpreter(), "-I", "-S", "-B")


def command_line(
    command: Sequence[str],
    *,
    mounts: Sequence[Mount],
    limits: Limits,
    env: Mapping[str, str],
    ulimits: str,
    drop_to: int | None,
    data_fd: Callable[[bytes], int],
    data_path: Callable[[bytes], str],
    filter_fd: int,
) -> list[str]:
    """Return the whole chain that ends in `command`.

    `ulimits` is what the gate runs first (see rlimits); `drop_to` is the user id to drop to as root, None for an
    ordinary user; `data_fd` turns bytes into a descriptor to read them from, `data_path` into a path. Raises
    SandboxError for a mount or a program that can't be had.
    """
    stage = Stage([mount.source for mount in mounts] if drop_to is not None else None)
    files = show(mounts, data_fd, stage)
    gate = ["--", "/bin/sh", "-c", _GATE.format(ulimits), "gate", *command]
    box = [needed("bwrap"), *_cut_off(), *files, *_own_places(limits, env, filter_fd), *gate]
    if drop_to is None:
        return box
    drop = [needed("setpriv"), f"--reuid={drop_to}", f"--regid={drop_to}", "--clear-groups", "--no-new-privs", "--"]
    return [*stage.command_line(data_path), *drop, *box]


def _cut_off() -> list[str]:
    names = ("user", "pid", "net", "ipc", "uts", "cgroup-try")
    return [
        *(f"--unshare-{name}" for name in names),
        *("--disable-userns", "--cap-drop", "ALL", "--new-session", "--die-with-parent"),
        *("--uid", UID, "--gid", UID, "--hostname", "box", "--clearenv"),
    ]


def _own_places(limits: Limits, env: Mapping[str, str], filter_fd: int) -> list[str]:
    """Return what every box has fresh: /proc, devices, places to write, environment, system-call filter."""
    size = ["--size", str(limits.disk), "--perms", "1777", "--tmpfs"]
    # /proc/sys once more, read-only: the settings of its own namespaces would belong to the box. And nothing for
    # process 1: it has the box's user id too, so its memory could be written, and it is what ends the box.
    arguments = ["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys"]
    arguments += ["--tmpfs", "/proc/1", "--remount-ro", "/proc/1", "--dev", "/dev"]
    arguments += [*size, "/dev/shm", "--remount-ro", "/dev"]  # noqa: S108 - the box's own
    arguments += [*size, "/tmp", "--remount-ro", "/", "--chdir", "/tmp"]  # noqa: S108 - the box's own
    for name, value in {**_ENVIRONMENT, **env}.items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--seccomp", str(filter_fd)]
