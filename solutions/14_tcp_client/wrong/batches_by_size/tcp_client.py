# fault: request_many waits for the answers whenever 60,000 bytes are on the way | caught by: speedup
from __future__ import annotations

import select
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

MAX_LENGTH = 16 * 1024 * 1024
_CHUNK = 1 << 16


class ProtocolError(Exception):
    """The server sent something that the protocol forbids."""


class Client:
    """One connection to a server; each call is bounded by `timeout` seconds as a whole."""

    def __init__(self, host: str, port: int, timeout: float = 5.0) -> None:
        self._timeout = timeout
        self._buffer = bytearray()
        self._sock: socket.socket | None = socket.create_connection((host, port), timeout=timeout)
        self._sock.setblocking(False)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; a second time does nothing."""
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def request(self, text: str) -> str:
        """Send one message and return the answer."""
        return self.request_many([text])[0]

    def request_many(self, texts: list[str]) -> list[str]:
        """Send all messages without waiting for the first answer; return the answers in order."""
        if self._sock is None:
            raise ConnectionError("the client is closed")
        try:
            answers = []
            batch, size = [], 0
            for text in [*texts, None]:
                if batch and (text is None or size > 60_000):  # <- fault
                    answers += self._exchange(self._sock, memoryview(b"".join(map(_message, batch))), len(batch))
                    batch, size = [], 0
                if text is not None:
                    batch.append(text)
                    size += len(text)
            return answers
        except BaseException:
            self.close()
            raise

    def _exchange(self, sock: socket.socket, unsent: memoryview, count: int) -> list[str]:
        deadline = time.monotonic() + self._timeout
        answers: list[str] = []
        while unsent or len(answers) < count:
            left = deadline - time.monotonic()
            readable, writable, _ = select.select([sock], [sock] if unsent else [], [], max(left, 0))
            if left <= 0 or not (readable or writable):
                raise TimeoutError(f"no answer within {self._timeout} seconds")
            if writable:
                unsent = unsent[sock.send(unsent[:_CHUNK]) :]
            if readable:
                data = sock.recv(_CHUNK)
                if not data:
                    raise ConnectionError("the server closed the connection in the middle")
                self._buffer += data
                while len(answers) < count and (answer := self._take()) is not None:
                    answers.append(answer)
        return answers

    def _take(self) -> str | None:
        """Cut one message off the front of the buffer; None while it is not whole."""
        if len(self._buffer) < 4:
            return None
        end = 4 + int.from_bytes(self._buffer[:4], "big")
        if end - 4 > MAX_LENGTH:
            raise ProtocolError(f"a message of {end - 4} bytes is too long")
        if len(self._buffer) < end:
            return None
        try:
            text = self._buffer[4:end].decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError(f"a message is not UTF-8: {error}") from error
        del self._buffer[:end]
        return text


def _message(text: str) -> bytes:
    data = text.encode("utf-8")
    return len(data).to_bytes(4, "big") + data


def open_ports(host: str, ports: list[int], timeout: float) -> list[int]:
    """Return the ports that accept a connection within `timeout` seconds, each once, in ascending order."""

    def is_open(port: int) -> bool:
        with socket.socket() as sock:
            sock.settimeout(timeout)
            return sock.connect_ex((host, port)) == 0

    wanted = sorted(set(ports))
    with ThreadPoolExecutor(max_workers=min(len(wanted), 100) or 1) as pool:
        return [port for port, found in zip(wanted, pool.map(is_open, wanted)) if found]
