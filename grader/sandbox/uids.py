"""A user id of its own for each box that real root starts, so that no two boxes on a machine share one.

RLIMIT_NPROC counts by user id, and equal ids may signal each other. A slot is held by an abstract socket of that
name: the kernel gives a name to one holder only and takes it back when the holder dies, however it dies, so that
there is no lock file to leave behind.
"""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path
from typing import Final

from grader.sandbox.limits import SandboxError

# systemd's table of ids ("Users, Groups, UIDs and GIDs on systemd Systems") calls these unused.
UIDS: Final = range(60706, 61184)


class Slot:
    """A user id, held until `release`."""

    def __init__(self, uid: int, holder: socket.socket) -> None:
        self.uid = uid
        self._holder = holder

    def release(self) -> None:
        """Give the id back; idempotent."""
        self._holder.close()


def must_drop() -> bool:
    """Tell whether this process is root over ids that it can drop to; root of a small user namespace is not."""
    if os.geteuid() != 0:
        return False
    for line in Path("/proc/self/uid_map").read_text().splitlines():
        first, _, count = map(int, line.split())
        if first <= UIDS.start and UIDS.stop <= first + count:
            return True
    return False


def take() -> Slot:
    """Take the first free user id; raises SandboxError when as many boxes run as there are ids."""
    for uid in UIDS:
        holder = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            holder.bind(f"\0racecourse-box-{uid}")
        except OSError as error:
            holder.close()
            if error.errno != errno.EADDRINUSE:
                raise SandboxError(f"no user id can be reserved for a box: {error}") from error
        else:
            return Slot(uid, holder)
    raise SandboxError(f"{len(UIDS)} boxes run on this machine at once and no user id is left: grade fewer at once")
