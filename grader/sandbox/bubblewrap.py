"""The command line of a box: which files there are, what is cut off, how it is told to go on.

As an ordinary user one bubblewrap does it all. As root there are two, because root can read what the box's
interpreter and files lie under (/root is closed to others), but a box that root builds does not contain (it may
write /proc/sys): the outer one, as root, lays the files out in a mount namespace and nothing else; `setpriv` drops
to a user id of the box's own; the inner one cuts off the rest. Each execs the next and dies with it.

Last runs a two-line shell, the gate: it says that all is set up (hence every link of the chain would die with the
judge by now) and waits until the judge has put it into its cgroup. If the judge has died the gate reads an end of file
and gives up, so no moment is left in which a box could outlive its judge.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from grader.sandbox.limits import Limits, Mount, SandboxError

READY: Final = b"racecourse: ready\n"
# In: 0 is the guest's stderr, 1 its stdout, 2 a socket to the judge, where a failing bubblewrap complains too.
_GATE: Final = f'{{}} && echo "{READY.decode().strip()}" >&2 && read -r go <&2 && exec "$@" 2>&0 0</dev/null'

_SYSTEM_PATH: Final = "/usr/bin:/bin"  # as root nothing else may be run
_SYSTEM: Final = ("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/share/zoneinfo")
_LINKS: Final = ("/bin", "/lib", "/lib32", "/lib64", "/libx32")
_RESERVED: Final = ("/proc", "/dev", "/tmp", "/etc", "/usr", *_LINKS)  # noqa: S108 - the box's own
_UID: Final = "1000"
_ETC: Final = {
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost ip6-localhost\n127.0.1.1 box\n",
    "/etc/host.conf": "multi on\n",  # without it a name has its first address only
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "/etc/passwd": f"student:x:{_UID}:{_UID}:student:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    "/etc/group": f"student:x:{_UID}:\nnogroup:x:65534:\n",
}
_ENVIRONMENT: Final = {"PATH": _SYSTEM_PATH, "HOME": "/tmp", "LANG": "C.UTF-8"}  # noqa: S108 - the box's own


def tool(name: str) -> str | None:
    """Return the system's program of that name, or None."""
    return shutil.which(name, path=_SYSTEM_PATH)


def python_command() -> tuple[str, ...]:
    """Return how a box starts this Python: isolated, without site-packages, writing no bytecode."""
    return (_interpreter(), "-I", "-S", "-B")


def command_line(
    command: Sequence[str],
    *,
    mounts: Sequence[Mount],
    limits: Limits,
    env: Mapping[str, str],
    ulimits: str,
    drop_to: int | None,
    data_fd: Callable[[bytes], int],
    filter_fd: int,
) -> list[str]:
    """Return the whole chain that ends in `command`.

    `ulimits` is what the gate runs first (see rlimits); `drop_to` is the user id to drop to as root, None for an
    ordinary user; `data_fd` turns bytes into a descriptor to read them from. Raises SandboxError for a mount that
    can't be had.
    """
    bwrap = tool("bwrap")
    if bwrap is None:
        raise SandboxError("bubblewrap is not installed: run `apt-get install bubblewrap`")
    files = _files(mounts, data_fd, as_root=drop_to is not None)
    gate = ["--", "/bin/sh", "-c", _GATE.format(ulimits), "gate", *command]
    if drop_to is None:
        return [bwrap, *_cut_off(), *files, *_own_places(limits, env, filter_fd), *gate]
    setpriv = tool("setpriv")
    if setpriv is None:
        raise SandboxError("setpriv is not installed: run `apt-get install util-linux`")
    drop = [setpriv, f"--reuid={drop_to}", f"--regid={drop_to}", "--clear-groups", "--no-new-privs", "--"]
    # The inner one can only mount a /proc where it sees one, and needs devices to hand on.
    outer = [bwrap, "--die-with-parent", *files, "--dev-bind", "/proc", "/proc", "--dev", "/dev", "--"]
    inner = [bwrap, *_cut_off(), "--ro-bind", "/", "/", *_own_places(limits, env, filter_fd)]
    return [*outer, *drop, *inner, *gate]


def _cut_off() -> list[str]:
    names = ("user", "pid", "net", "ipc", "uts", "cgroup-try")
    return [
        *(f"--unshare-{name}" for name in names),
        *("--disable-userns", "--cap-drop", "ALL", "--new-session", "--die-with-parent"),
        *("--uid", _UID, "--gid", _UID, "--hostname", "box", "--clearenv"),
    ]


def _own_places(limits: Limits, env: Mapping[str, str], filter_fd: int) -> list[str]:
    """Return what every box has fresh: /proc, devices, places to write, environment, system-call filter."""
    size = ["--size", str(limits.disk), "--perms", "1777", "--tmpfs"]
    # /proc/sys once more, read-only: the settings of its own namespaces would belong to the box.
    arguments = ["--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys", "--dev", "/dev"]
    arguments += [*size, "/dev/shm", "--remount-ro", "/dev"]  # noqa: S108 - the box's own
    arguments += [*size, "/tmp", "--remount-ro", "/", "--chdir", "/tmp"]  # noqa: S108 - the box's own
    for name, value in {**_ENVIRONMENT, **env}.items():
        arguments += ["--setenv", name, value]
    return [*arguments, "--seccomp", str(filter_fd)]


class _Layout:
    """Collects the read-only files of a box; folders on the way are open to everybody, whatever they are outside."""

    def __init__(self) -> None:
        self.arguments: list[str] = []
        self._folders = {"/"}
        self._bound: list[PurePosixPath] = []

    def folder(self, path: str) -> None:
        for folder in (*reversed(PurePosixPath(path).parents), PurePosixPath(path)):
            if str(folder) not in self._folders and not self.has(folder):
                self._folders.add(str(folder))
                self.arguments += ["--perms", "0755", "--dir", str(folder)]

    def bind(self, source: str | Path, target: str) -> None:
        self.folder(str(PurePosixPath(target).parent))
        self.arguments += ["--ro-bind", str(source), target]
        self._bound.append(PurePosixPath(target))

    def as_outside(self, path: str) -> None:
        """Show a path of the host's where it is: a link as a link, the rest bound; what isn't there is left out."""
        if self.has(PurePosixPath(path)):
            return
        outside = Path(path)
        if outside.is_symlink():
            self.arguments += ["--symlink", str(outside.readlink()), path]
        elif outside.exists():
            self.bind(path, path)

    def hide(self, path: Path) -> None:
        """Put an empty folder over one that is shown."""
        if path.is_dir() and self.has(PurePosixPath(path)):
            self.arguments += ["--tmpfs", str(path), "--remount-ro", str(path)]

    def has(self, path: PurePosixPath) -> bool:
        return any(path.is_relative_to(bound) for bound in self._bound)


def _files(mounts: Sequence[Mount], data_fd: Callable[[bytes], int], *, as_root: bool) -> list[str]:
    layout = _Layout()
    for path in (*_SYSTEM, *_LINKS, "/etc/ld.so.cache"):
        layout.as_outside(path)
    # Of the interpreter's prefix only what it reads: a prefix may be a home folder.
    for path in (_interpreter(), f"{sys.base_prefix}/lib", f"{sys.base_prefix}/lib64"):
        layout.as_outside(path)
    library = Path(os.__file__).parent
    for packages in (library / "site-packages", library / "dist-packages", Path("/usr/lib/python3/dist-packages")):
        layout.hide(packages)
    layout.folder("/etc")
    for name, text in _ETC.items():
        layout.arguments += ["--perms", "0644", "--file", str(data_fd(text.encode())), name]
    for mount in mounts:
        _check(mount, as_root=as_root)
        layout.bind(mount.source, mount.target)
    for place in ("/proc", "/dev", "/tmp"):  # noqa: S108 - the box's own
        layout.folder(place)
    return layout.arguments


def _interpreter() -> str:
    base = getattr(sys, "_base_executable", None) or sys.executable  # of a venv the Python it was made from
    return os.path.realpath(base)


def _check(mount: Mount, *, as_root: bool) -> None:
    target = PurePosixPath(mount.target)
    if not target.is_absolute() or ".." in target.parts or target == PurePosixPath("/"):
        raise SandboxError(f"the target {mount.target!r} of a mount is no absolute path of a folder or file")
    if any(target.is_relative_to(place) for place in _RESERVED):
        raise SandboxError(f"the target {mount.target!r} of a mount lies where the box has its own files")
    try:
        mode = mount.source.stat().st_mode
    except OSError as error:
        raise SandboxError(f"{mount.source} can't be mounted in a box: {error.strerror}") from error
    needed = 0o005 if mount.source.is_dir() else 0o004
    if as_root and mode & needed != needed:
        raise SandboxError(f"{mount.source} is closed to the box's user: run `chmod -R o+rX {mount.source}`")
