# fault: request_many returns the answers so far when the server closes between two of them | caught by: faults
from __future__ import annotations

import select
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType

MAX_LENGTH = 16 * 1024 * 1024
_CHUNK = 1 << 16


class ProtocolError(Exception):
    pass


class Client:
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
        if self._sock is not None:
            self._sock.close()
            self._sock = None

    def request(self, text: str) -> str:
        return self.request_many([text])[0]

    def request_many(self, texts: list[str]) -> list[str]:
        if self._sock is None:
            raise ConnectionError("the client is closed")
        unsent = memoryview(b"".join(map(_message, texts)))
        try:
            return self._exchange(self._sock, unsent, len(texts))
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
                    if self._buffer or not answers:
                        raise ConnectionError("the server closed the connection in the middle")
                    return answers  # <- fault
                self._buffer += data
                while len(answers) < count and (answer := self._take()) is not None:
                    answers.append(answer)
        return answers

    def _take(self) -> str | None:
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

    def is_open(port: int) -> bool:
        with socket.socket() as sock:
            sock.settimeout(timeout)
            return sock.connect_ex((host, port)) == 0

    wanted = sorted(set(ports))
    with ThreadPoolExecutor(max_workers=min(len(wanted), 100) or 1) as pool:
        return [port for port, found in zip(wanted, pool.map(is_open, wanted)) if found]
