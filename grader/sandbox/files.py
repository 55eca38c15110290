"""The read-only files of a box: what Python needs of the system, a minimal /etc, and the mounts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from grader.sandbox.limits import Mount, SandboxError
from grader.sandbox.stage import Stage

UID: Final = "1000"  # of the user and the group within a box
_SYSTEM: Final = ("/usr/bin", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/libx32", "/usr/share/zoneinfo")
_LINKS: Final = ("/bin", "/lib", "/lib32", "/lib64", "/libx32")
_RESERVED: Final = ("/proc", "/dev", "/tmp", "/etc", "/usr", *_LINKS)  # noqa: S108 - the box's own
_ETC: Final = {
    "/etc/hosts": "127.0.0.1 localhost\n::1 localhost ip6-localhost\n127.0.1.1 box\n",
    "/etc/host.conf": "multi on\n",  # without it a name has its first address only
    "/etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    "/etc/passwd": f"student:x:{UID}:{UID}:student:/tmp:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n",
    "/etc/group": f"student:x:{UID}:\nnogroup:x:65534:\n",
}


def interpreter() -> str:
    """Return the path of this Python's own binary; of a venv, of the Python it was made from."""
    return os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable)


class _Layout:
    """Collects the read-only files of a box; folders on the way are open to everybody, whatever they are outside."""

    def __init__(self, data_fd: Callable[[bytes], int], stage: Stage) -> None:
        self.arguments: list[str] = []
        self._data_fd = data_fd
        self._stage = stage
        self._folders = {"/"}
        self._bound: list[str] = []

    def folder(self, path: str) -> None:
        """Make a folder and those above it, where there is none yet."""
        if path not in self._folders and not self.has(path):
            self.folder(path.rpartition("/")[0] or "/")
            self._folders.add(path)
            self.arguments += ["--perms", "0755", "--dir", path]

    def bind(self, source: str, target: str) -> None:
        self.folder(target.rpartition("/")[0] or "/")
        self.arguments += ["--ro-bind", source, target]
        self._bound.append(target)

    def file(self, text: bytes, target: str) -> None:
        self.folder(target.rpartition("/")[0] or "/")
        self.arguments += ["--perms", "0444", "--file", str(self._data_fd(text)), target]

    def as_outside(self, path: str) -> None:
        """Show a path of the host's where it is: a link as a link, the rest bound; what isn't there is left out."""
        if self.has(path):
            return
        outside = Path(path)
        if outside.is_symlink():
            self.arguments += ["--symlink", str(outside.readlink()), path]
        elif outside.is_dir():
            self.bind(self._stage.reachable(outside), path)
        elif outside.exists():
            self.bind(f"{self._stage.reachable(outside.parent)}/{outside.name}", path)

    def hide(self, path: Path) -> None:
        """Put an empty folder over one that is shown."""
        if self.has(str(path)) and path.is_dir():
            self.arguments += ["--tmpfs", str(path), "--remount-ro", str(path)]

    def has(self, path: str) -> bool:
        return any(path == bound or path.startswith(bound + "/") for bound in self._bound)


def show(mounts: Sequence[Mount], data_fd: Callable[[bytes], int], stage: Stage) -> list[str]:
    """Return bubblewrap's arguments for them; raises SandboxError for a mount that can't be had."""
    layout = _Layout(data_fd, stage)
    for path in (*_SYSTEM, *_LINKS, "/etc/ld.so.cache"):
        layout.as_outside(path)
    # Of the interpreter's prefix only what it reads: a prefix may be a home folder.
    for path in (interpreter(), f"{sys.base_prefix}/lib", f"{sys.base_prefix}/lib64"):
        layout.as_outside(path)
    library = Path(os.__file__).parent
    for packages in (library / "site-packages", library / "dist-packages", Path("/usr/lib/python3/dist-packages")):
        layout.hide(packages)
    for name, text in _ETC.items():
        layout.file(text.encode(), name)
    for mount in mounts:
        _show(mount, layout, stage)
    for place in ("/proc", "/dev", "/tmp"):  # noqa: S108 - the box's own
        layout.folder(place)
    return layout.arguments


def _show(mount: Mount, layout: _Layout, stage: Stage) -> None:
    """Show a folder as it is and a file as a copy (only folders can be staged)."""
    source, target = mount.source, PurePosixPath(mount.target)
    if not target.is_absolute() or ".." in target.parts or target == PurePosixPath("/"):
        raise SandboxError(f"the target {mount.target!r} of a mount is no absolute path of a folder or file")
    if any(target.is_relative_to(place) for place in _RESERVED) or Path(os.__file__).is_relative_to(target):
        raise SandboxError(f"the target {mount.target!r} of a mount lies where the box has its own files")
    try:
        if source.is_file():
            layout.file(source.read_bytes(), str(target))
            return
        mode = source.stat().st_mode
    except OSError as error:
        raise SandboxError(f"{source} can't be shown in a box: {error.strerror}") from error
    if not source.is_dir():
        raise SandboxError(f"{source} can't be shown in a box: it is neither a file nor a folder")
    if stage.drops and mode & 0o005 != 0o005:
        raise SandboxError(f"{source} is closed to the box's user: run `chmod -R o+rX {source}`")
    layout.bind(stage.reachable(source), str(target))
