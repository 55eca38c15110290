"""Busy loops beside a test: what a laptop at 2 a.m. does besides."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

# Ends with its parent too, so that a killed test run leaves none behind.
_LOOP = "import os\nparent = os.getppid()\nwhile os.getppid() == parent:\n    sum(range(100_000))"


@contextmanager
def busy_loops(count: int) -> Iterator[None]:
    """Keep `count` processes busy."""
    with ExitStack() as ends:
        for _ in range(count):
            loop = subprocess.Popen([sys.executable, "-S", "-c", _LOOP])
            ends.callback(loop.wait)
            ends.callback(loop.kill)
        yield
