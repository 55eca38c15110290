"""What a box is given: limits, mounts, and the error that says that it can't be had."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

MEBIBYTE: Final = 1 << 20


class SandboxError(Exception):
    """A fault of ours or of this machine's, never of the student's code: one sentence for a person."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one box; bytes, counts and seconds of CPU time."""

    memory: int = 1024 * MEBIBYTE
    """All processes together where there is a memory cgroup, else each process by itself."""
    processes: int = 128
    """Processes and threads at one time."""
    disk: int = 64 * MEBIBYTE
    """Each of /tmp and /dev/shm; what is written there counts as memory too."""
    file_size: int = 64 * MEBIBYTE
    """One file, the files behind stdout and stderr included (a pipe has no size)."""
    open_files: int = 512
    """Descriptors of one process."""
    cpu: int = 300
    """CPU seconds of one process: a backstop behind the judge's own clock."""


@dataclass(frozen=True, slots=True)
class Mount:
    """A folder of the host, or a copy of a file, seen read-only at the absolute path `target` within the box.

    As root the box runs under a user id of its own, so a folder and what is in it must be readable by everybody; the
    folders above it need not be.
    """

    source: Path
    target: str
