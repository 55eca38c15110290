"""Makes folders reachable that are closed to the box's user, as root's interpreter below /root is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

from grader.sandbox.limits import SandboxError
from grader.sandbox.tools import needed


class Stage:
    """A mount namespace of root's own, in which what lies in closed folders is bound to an open place."""

    _OPEN: Final = 'mount --all --fstab "$1" && shift && exec "$@"'

    def __init__(self, sources: Sequence[Path] | None) -> None:
        """Take what will be shown, or None when no user id is dropped, so that nothing is closed."""
        self.drops = sources is not None
        self._sources = [*(sources or ()), Path(sys.base_prefix)]
        self._table: list[str] = []

    def reachable(self, folder: Path) -> str:
        """Return the path under which the box's user finds a folder of the host's."""
        real = Path(os.path.realpath(folder))
        if not self.drops or all(parent.stat().st_mode & 0o001 for parent in real.parents):
            return str(real)
        if not self._table:
            self._table.append(f"tmpfs {self._place} tmpfs mode=0755,size=1m 0 0")
        target = f"{self._place}/{len(self._table)}"
        self._table.append(f"{_escape(str(real))} {target} none bind,X-mount.mkdir=0755 0 0")
        return target

    def command_line(self, data_path: Callable[[bytes], str]) -> list[str]:
        """Return what to put before the command that needs the places, if any were made."""
        if not self._table:
            return []
        needed("mount")
        path = data_path("".join(line + "\n" for line in self._table).encode())
        return [needed("unshare"), "--mount", "--", "/bin/sh", "-c", self._OPEN, "stage", path]

    @cached_property
    def _place(self) -> Path:
        """A folder to mount on; that hides what was there, within this namespace, so it is nothing of ours."""
        hidden = [Path(os.path.realpath(source)) for source in self._sources]
        for place in map(Path, ("/mnt", "/media", "/srv", "/opt", "/home")):
            if place.is_dir() and not any(source.is_relative_to(place) for source in hidden):
                return place
        raise SandboxError("no folder is free to lay out a box's files: make an empty folder /mnt")


def _escape(path: str) -> str:
    return "".join(f"\\{ord(letter):03o}" if letter in " \t\n\\#" else letter for letter in path)
