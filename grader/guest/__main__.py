"""Start of the guest process: `python -s -S -P -B -u -m grader.guest CONFIG`, a warm server or one single check."""

from __future__ import annotations

import json
import os
import socket
import sys


def main() -> None:
    """Run the guest as its configuration (JSON, the one argument) says."""
    from grader.guest import warm

    config = json.loads(sys.argv[1])
    if "control" in config:
        warm.serve(socket.socket(fileno=config["control"]), config)
    else:
        warm.converse(*_take_stdio(), config)


def _take_stdio() -> tuple[int, int]:
    """Keep standard input and output for the channel, and give student code an empty input and one output."""
    if sys.platform == "win32":
        import msvcrt

        for stream in (0, 1):
            msvcrt.setmode(stream, os.O_BINARY)
    reading, writing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return reading, writing


if __name__ == "__main__":
    main()
