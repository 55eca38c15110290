# style: non-blocking socket, select and recv_into a preallocated buffer; open_ports with selectors and SO_ERROR
import errno
import select
import selectors
import socket
import time


class ProtocolError(Exception):
    """The other side does not keep to the protocol."""


class _Incoming:
    """One message that is being received: first its header, then its body."""

    def __init__(self):
        self.header = bytearray(4)
        self.body = None
        self.filled = 0

    def room(self):
        target = self.header if self.body is None else self.body
        return memoryview(target)[self.filled :]

    def advance(self, count):
        self.filled += count
        if self.body is None and self.filled == 4:
            length = int.from_bytes(self.header, "big")
            if length > 16 << 20:
                raise ProtocolError(f"{length} bytes are too many")
            self.body, self.filled = bytearray(length), 0
        return self.body is not None and self.filled == len(self.body)

    def text(self):
        try:
            return str(self.body, "utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError(str(error)) from None


class Client:
    def __init__(self, host: str, port: int, timeout: float = 5.0):
        self._timeout = timeout
        self._sock = socket.create_connection((host, port), timeout)
        self._sock.setblocking(False)
        self._alive = True

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        self.close()

    def close(self):
        self._alive = False
        self._sock.close()

    def request(self, text: str) -> str:
        (answer,) = self.request_many([text])
        return answer

    def request_many(self, texts: list[str]) -> list[str]:
        if not self._alive:
            raise ConnectionError("closed")
        out = bytearray()
        for text in texts:
            data = text.encode()
            out += len(data).to_bytes(4, "big")
            out += data
        try:
            return self._talk(memoryview(out), len(texts))
        except Exception:
            self.close()
            raise

    def _talk(self, out, count):
        deadline = time.monotonic() + self._timeout
        answers = []
        incoming = _Incoming()
        while len(answers) < count:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("the time is up")
            ready, writable, _ = select.select([self._sock], [self._sock] if out else [], [], left)
            if writable:
                out = out[self._sock.send(out) :]
            if not ready:
                continue
            received = self._sock.recv_into(incoming.room())
            if received == 0:
                raise ConnectionResetError("the server is gone")
            if incoming.advance(received):
                answers.append(incoming.text())
                incoming = _Incoming()
        return answers


def open_ports(host: str, ports: list[int], timeout: float) -> list[int]:
    found = set()
    with selectors.DefaultSelector() as selector:
        for port in set(ports):
            sock = socket.socket()
            sock.setblocking(False)
            code = sock.connect_ex((host, port))
            if code in (errno.EINPROGRESS, errno.EWOULDBLOCK):
                selector.register(sock, selectors.EVENT_WRITE, port)
                continue
            if code == 0:
                found.add(port)
            sock.close()
        deadline = time.monotonic() + timeout
        while selector.get_map() and (left := deadline - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                if key.fileobj.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                    found.add(key.data)
                selector.unregister(key.fileobj)
                key.fileobj.close()
        for key in list(selector.get_map().values()):
            key.fileobj.close()
    return sorted(found)
