"""The system's programs that make a box."""

from __future__ import annotations

import shutil
from typing import Final

from grader.sandbox.limits import SandboxError

SYSTEM_PATH: Final = "/usr/bin:/bin"  # as root nothing else may be run
PACKAGES: Final = {"bwrap": "bubblewrap", "setpriv": "util-linux", "unshare": "util-linux", "mount": "mount"}


def tool(name: str) -> str | None:
    """Return the system's program of that name, or None."""
    return shutil.which(name, path=SYSTEM_PATH)


def needed(name: str) -> str:
    """Return the system's program of that name; raises SandboxError with the package to install."""
    found = tool(name)
    if found is None:
        raise SandboxError(f"{name} is not installed: run `apt-get install {PACKAGES[name]}`")
    return found
