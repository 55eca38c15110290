# fault: answers are decoded by a text file in its default mode, which turns \r\n and \r into \n | caught by: correctness
"""No threads: one non-blocking socket and select. Reading comes before sending, so nothing can get stuck."""

import errno
import io
import select
import socket
from time import monotonic as now

MAX_LENGTH = 16 * 1024 * 1024
PIECE = 256 * 1024


class ProtocolError(Exception):
    """The server sent something that the protocol forbids."""


class Client:
    def __init__(self, host, port, timeout=5.0):
        self._timeout = timeout
        self._socket = None
        self._buffer = bytearray()
        try:
            self._socket = socket.socket()
            self._socket.settimeout(timeout)
            self._socket.connect((host, port))
            self._socket.setblocking(False)
        except (ConnectionError, TimeoutError):
            self.close()
            raise
        except OSError as error:
            self.close()
            raise ConnectionError(error.errno, error.strerror) from error

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        sock, self._socket = self._socket, None
        if sock:
            sock.close()
        self._buffer.clear()

    def request(self, text):
        return self.request_many([text])[0]

    def request_many(self, texts):
        if self._socket is None:
            raise ConnectionError("this client is closed")
        deadline = now() + self._timeout
        outgoing = bytearray()
        for text in texts:
            raw = text.encode()
            outgoing += len(raw).to_bytes(4, "big") + raw
        try:
            return self._exchange(memoryview(outgoing), len(texts), deadline)
        except BaseException as error:
            self.close()
            if isinstance(error, OSError) and not isinstance(error, (ConnectionError, TimeoutError)):
                raise ConnectionError(*error.args) from error
            raise

    def _exchange(self, outgoing, count, deadline):
        answers = []
        while len(answers) < count:
            seconds = deadline - now()
            if seconds <= 0:
                raise TimeoutError(f"{len(answers)} of {count} answers in {self._timeout} s")
            to_write = [self._socket] if outgoing else []
            readable, writable, _ = select.select([self._socket], to_write, [], seconds)
            if readable:
                self._read()
                while len(answers) < count and (answer := self._next_message()) is not None:
                    answers.append(answer)
            elif writable:
                try:
                    outgoing = outgoing[self._socket.send(outgoing[:PIECE]) :]
                except BlockingIOError:
                    pass
        return answers

    def _read(self):
        try:
            data = self._socket.recv(PIECE)
        except BlockingIOError:
            return
        if not data:
            raise ConnectionResetError(errno.ECONNRESET, "the server has closed in the middle")
        self._buffer += data

    def _next_message(self):
        if len(self._buffer) < 4:
            return None
        length = int.from_bytes(self._buffer[:4], "big")
        if length > MAX_LENGTH:
            raise ProtocolError(f"length {length} is over {MAX_LENGTH}")
        if len(self._buffer) < 4 + length:
            return None
        raw = self._buffer[4 : 4 + length]
        del self._buffer[: 4 + length]
        try:
            return io.TextIOWrapper(io.BytesIO(raw), encoding="utf-8").read()  # <- fault
        except UnicodeDecodeError as error:
            raise ProtocolError(str(error)) from None


def open_ports(host, ports, timeout):
    deadline = now() + timeout
    waiting, found = {}, set()
    try:
        for port in set(ports):
            sock = socket.socket()
            waiting[sock] = port
            sock.setblocking(False)
            code = sock.connect_ex((host, port))
            if code == 0:
                found.add(port)
            if code not in (errno.EINPROGRESS, errno.EWOULDBLOCK):
                del waiting[sock]
                sock.close()
        while waiting:
            seconds = deadline - now()
            if seconds <= 0:
                break
            _, writable, failed = select.select([], list(waiting), list(waiting), seconds)
            for sock in {*writable, *failed}:
                port = waiting.pop(sock)
                with sock:
                    if sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                        found.add(port)
    finally:
        for sock in waiting:
            sock.close()
    return sorted(found)
