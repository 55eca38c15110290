# fault: open_ports looks once, and takes what is not connected at once for closed | caught by: speedup
from __future__ import annotations

import errno
import selectors
import socket
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Final, Self

HEADER: Final = 4
LIMIT: Final = 16 << 20


class ProtocolError(Exception):
    """Bad frame."""


@dataclass(frozen=True, slots=True)
class Deadline:
    at: float

    @classmethod
    def after(cls, seconds: float) -> Deadline:
        return cls(time.monotonic() + seconds)

    def left(self) -> float:
        left = self.at - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline exceeded")
        return left


class Decoder:
    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> Iterator[str]:
        self._data += data
        while len(self._data) >= HEADER:
            size = int.from_bytes(self._data[:HEADER])
            if size > LIMIT:
                raise ProtocolError(f"frame of {size} bytes")
            if len(self._data) < HEADER + size:
                return
            body = bytes(self._data[HEADER : HEADER + size])
            del self._data[: HEADER + size]
            try:
                yield body.decode()
            except UnicodeDecodeError as exc:
                raise ProtocolError("not UTF-8") from exc


class Client:
    def __init__(self, host: str, port: int, timeout: float = 5.0) -> None:
        self._timeout = timeout
        self._decoder = Decoder()
        self._ready: deque[str] = deque()
        with ExitStack() as stack:
            self._sock = stack.enter_context(socket.create_connection((host, port), timeout))
            self._sock.setblocking(False)
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._selector = stack.enter_context(selectors.DefaultSelector())
            self._selector.register(self._sock, selectors.EVENT_READ)
            self._stack = stack.pop_all()
        self._open = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._open = False
        self._stack.close()

    @contextmanager
    def _guard(self) -> Iterator[Deadline]:
        if not self._open:
            raise ConnectionError("client is closed")
        try:
            yield Deadline.after(self._timeout)
        except:
            self.close()
            raise

    def request(self, text: str) -> str:
        with self._guard() as deadline:
            (answer,) = self._talk([text], deadline)
            return answer

    def request_many(self, texts: list[str]) -> list[str]:
        with self._guard() as deadline:
            return self._talk(texts, deadline)

    def _talk(self, texts: list[str], deadline: Deadline) -> list[str]:
        out = deque(memoryview(part) for t in texts for b in (t.encode(),) for part in (len(b).to_bytes(4), b) if part)
        answers: list[str] = []
        while out or len(answers) < len(texts):
            self._selector.modify(self._sock, selectors.EVENT_READ | (selectors.EVENT_WRITE if out else 0))
            for _, mask in self._selector.select(deadline.left()):
                if mask & selectors.EVENT_READ:
                    data = self._sock.recv(1 << 18)
                    if not data:
                        raise ConnectionResetError("peer closed early")
                    answers.extend(self._decoder.feed(data))
                if mask & selectors.EVENT_WRITE and out:
                    sent = self._sock.send(out[0])
                    if sent == len(out[0]):
                        out.popleft()
                    else:
                        out[0] = out[0][sent:]
        return answers


def open_ports(host: str, ports: list[int], timeout: float) -> list[int]:
    deadline = time.monotonic() + timeout
    result: set[int] = set()
    with ExitStack() as stack:
        sel = stack.enter_context(selectors.DefaultSelector())
        for port in set(ports):
            s = stack.enter_context(socket.socket())
            s.setblocking(False)
            code = s.connect_ex((host, port))
            if code == 0:
                result.add(port)
            elif code in (errno.EINPROGRESS, errno.EWOULDBLOCK):
                sel.register(s, selectors.EVENT_WRITE, port)
        if sel.get_map():
            for key, _ in sel.select(0):  # <- fault
                if key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                    result.add(key.data)
                sel.unregister(key.fileobj)
    return sorted(result)
