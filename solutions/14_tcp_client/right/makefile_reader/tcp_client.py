# style: sock.makefile and read1 for reading, a sender in a ThreadPoolExecutor; open_ports with pool.map
import socket
import struct
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from time import monotonic

HEADER = struct.Struct("!I")


class ProtocolError(Exception):
    pass


class Client:
    def __init__(self, host, port, timeout=5.0):
        self._timeout = timeout
        self._open = False
        self._sock = socket.create_connection((host, port), timeout=timeout)
        self._file = self._sock.makefile("rb")
        self._open = True

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        self.close()

    def close(self):
        if self._open:
            self._open = False
            try:
                self._sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self._file.close()
            self._sock.close()

    @contextmanager
    def _call(self):
        if not self._open:
            raise ConnectionError("the connection is closed")
        self._deadline = monotonic() + self._timeout
        try:
            yield
        except BaseException:
            self.close()
            raise

    def request(self, text):
        with self._call():
            self._send(text)
            return self._receive()

    def request_many(self, texts):
        with ThreadPoolExecutor(max_workers=1) as pool, self._call():
            sent = pool.submit(lambda: [self._send(text) for text in texts])
            answers = [self._receive() for _ in texts]
            sent.result()
            return answers

    def _tick(self):
        left = self._deadline - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._sock.settimeout(left)

    def _send(self, text):
        data = text.encode("utf-8")
        self._tick()
        self._sock.sendall(HEADER.pack(len(data)) + data)

    def _receive(self):
        (length,) = HEADER.unpack(self._exactly(HEADER.size))
        if length > 0x1000000:
            raise ProtocolError(f"{length} bytes announced")
        try:
            return self._exactly(length).decode("utf-8")
        except UnicodeError as error:
            raise ProtocolError(str(error)) from error

    def _exactly(self, count):
        data = bytearray()
        while len(data) < count:
            self._tick()
            piece = self._file.read1(count - len(data))
            if not piece:
                raise ConnectionAbortedError("end of file inside a message")
            data += piece
        return bytes(data)


def open_ports(host, ports, timeout):
    def knock(port):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
            sock.settimeout(timeout)
            return port if sock.connect_ex((host, port)) == 0 else None

    with ThreadPoolExecutor(max_workers=50) as pool:
        return sorted(port for port in set(pool.map(knock, ports)) if port is not None)
