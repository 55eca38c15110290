"""Exclusive use of a folder by one run: a lock of the operating system, which the death of its holder releases."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.batch.model import BatchError


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold `folder` (made if it isn't there) for one run. Raises BatchError when another has it or it can't be used.

    The lock file stays: removing it would let two runs hold two files of one name.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise BatchError(f"cannot write to {folder}: {error.strerror}.") from error
    try:
        if not _locked(descriptor):
            raise BatchError(f"{folder} is in use by another run: wait for it to end, or choose another --out.")
        yield
    finally:
        os.close(descriptor)


if sys.platform == "win32":
    import msvcrt

    def _locked(descriptor: int) -> bool:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
