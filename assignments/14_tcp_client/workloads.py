"""What lies beside your tcp_client.py: a small honest server to try it with, and long texts for the checks.

`python workloads.py` serves on 127.0.0.1, port 5002 (the lecture's), until Ctrl-C: it answers each message with the
same text in upper case. `python workloads.py 5002 3` sends its answers in pieces of 3 bytes.
"""

from __future__ import annotations

import gc
import hashlib
import socket
import socketserver
import sys
import time
import warnings
from contextlib import AbstractContextManager
from typing import Protocol


class CanRequest(Protocol):
    """What the helpers need of a client."""

    def request(self, text: str) -> str: ...

    def request_many(self, texts: list[str]) -> list[str]: ...


def long_text(number: int, size: int) -> str:
    """Return a text of `size` bytes that is different for each number."""
    line = f"{number}: the quick brown fox jumps over the lazy dog. "
    return (line * (size // len(line) + 1))[:size]


def digest(text: str) -> str:
    """Return a short mark of a long text: too long texts don't travel well between the checks and your code."""
    return hashlib.sha256(text.encode()).hexdigest()


def request_long(client: CanRequest, size: int) -> str:
    """Send one long text; return the answer as it is."""
    return client.request(long_text(0, size))


def request_many_long(client: CanRequest, count: int, size: int) -> list[str]:
    """Send `count` long texts in one go; return the marks of the answers."""
    return [digest(answer) for answer in client.request_many([long_text(number, size) for number in range(count)])]


def fail_inside(client: AbstractContextManager[object]) -> None:
    """Raise an error inside a `with` block; it should come out of it again."""
    with client:
        raise TimeoutError("an error inside the with block")


_unclosed: list[str] = []


def unclosed_sockets() -> int:
    """Return how many sockets nobody has closed before they were lost. Counting begins with the first call.

    Python closes such a socket when the last name for it is gone, which may be late, and gives a ResourceWarning that
    you don't see by default. `python -X dev` shows it.
    """
    gc.collect()
    warnings.simplefilter("always", ResourceWarning)
    warnings.showwarning = _note_unclosed
    return len(_unclosed)


def _note_unclosed(message: Warning | str, *_: object, **__: object) -> None:
    # An event loop's own pair of sockets (AF_UNIX is family 1) is the loop's to close.
    text = str(message)
    if text.startswith("unclosed <") and "laddr=" in text and "AF_UNIX" not in text and "family=1," not in text:
        _unclosed.append(text)


def say(text: str) -> None:
    """Tell whoever sits at the terminal."""
    print(text, flush=True)  # noqa: T201 - a program that students run


class Shouting(socketserver.StreamRequestHandler):
    """Answers each message of one client with the same text in upper case."""

    piece = 0

    def handle(self) -> None:
        """Serve until the client closes."""
        while header := self.rfile.read(4):
            text = self.rfile.read(int.from_bytes(header, "big")).decode()
            say(f"{self.client_address}: {text[:60]!r}")
            answer = text.upper().encode()
            self.send(len(answer).to_bytes(4, "big") + answer)

    def send(self, data: bytes) -> None:
        """Send the bytes, in pieces if that was asked for."""
        size = self.piece or len(data)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for start in range(0, len(data), size):
            self.connection.sendall(data[start : start + size])
            if self.piece:
                time.sleep(0.05)  # long enough for the other end to see the pieces one by one


class ShoutingServer(socketserver.ThreadingTCPServer):
    """One thread a client."""

    allow_reuse_address = True
    daemon_threads = True


def main(port: int = 5002, piece: int = 0) -> None:
    """Serve on 127.0.0.1 until Ctrl-C."""
    Shouting.piece = piece
    with ShoutingServer(("127.0.0.1", port), Shouting) as server:
        say(f"serving on 127.0.0.1, port {port}; Ctrl-C ends it")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("bye")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
