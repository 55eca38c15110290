"""Small things that sockets do alike on every system: ask without waiting, wait for room, end with a reset."""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import struct
from collections.abc import Iterable


def is_readable(sock: socket.socket) -> bool:
    """Whether a read would not wait: bytes have come, or the end of the stream."""
    sock.settimeout(0)
    try:
        sock.recv(1, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    return True


def are_readable(socks: Iterable[socket.socket], seconds: float) -> bool:
    """Whether one of these has something for us (a caller, bytes, or an end) within so many seconds."""
    with selectors.DefaultSelector() as selector:
        for sock in socks:
            with contextlib.suppress(OSError, ValueError, KeyError):  # closed meanwhile
                selector.register(sock, selectors.EVENT_READ)
        return bool(selector.get_map()) and bool(selector.select(seconds))  # Windows can't wait for none


def await_room(sock: socket.socket, seconds: float) -> None:
    """Wait until a write would not wait; raises TimeoutError when it still would."""
    with selectors.DefaultSelector() as selector:
        selector.register(sock, selectors.EVENT_WRITE)
        if not selector.select(seconds):
            raise TimeoutError


def reset_when_closed(sock: socket.socket) -> None:
    """Linger for no time: closing sends RST. Windows has the pair in shorts."""
    pair = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, pair)


def hold_small_pieces(sock: socket.socket) -> None:
    """Hold back what doesn't fill a packet until the sending end is closed, where the system can: see tcp(7)."""
    if hasattr(socket, "TCP_CORK"):
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
