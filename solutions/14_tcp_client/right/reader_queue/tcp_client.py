# style: a reader thread as long as the client lives hands answers over in a queue.Queue; open_ports polls without blocking
import errno
import queue
import select
import socket
import threading
import time


class ProtocolError(Exception):
    """Raised for what the server must not send."""


class Client:
    def __init__(self, host, port, timeout=5.0):
        self._timeout = timeout
        self._sock = socket.create_connection((host, port), timeout=timeout)
        self._sock.settimeout(None)
        self._answers = queue.Queue()
        self._reader = threading.Thread(target=self._read_on, name="reader", daemon=True)
        self._reader.start()
        self._is_closed = False

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, tb):
        self.close()
        return False

    def close(self):
        if self._is_closed:
            return
        self._is_closed = True
        try:
            self._sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._reader.join()
        self._sock.close()

    def request(self, text):
        return self.request_many([text])[0]

    def request_many(self, texts):
        if self._is_closed:
            raise ConnectionError("the client is closed")
        deadline = time.monotonic() + self._timeout
        try:
            for text in texts:
                self._send(text.encode("utf-8"), deadline)
            return [self._next_answer(deadline) for _ in texts]
        except BaseException:
            self.close()
            raise

    def _send(self, data, deadline):
        view = memoryview(len(data).to_bytes(4, "big") + data)
        while view:
            _, writable, _ = select.select([], [self._sock], [], max(0, deadline - time.monotonic()))
            if not writable or time.monotonic() >= deadline:
                raise TimeoutError("could not send in time")
            view = view[self._sock.send(view, socket.MSG_DONTWAIT) :]

    def _next_answer(self, deadline):
        try:
            answer = self._answers.get(timeout=max(0, deadline - time.monotonic()))
        except queue.Empty:
            raise TimeoutError("no answer in time") from None
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _read_on(self):
        try:
            while True:
                length = int.from_bytes(self._read_exactly(4), "big")
                if length > 16 * 1024 * 1024:
                    raise ProtocolError(f"a message of {length} bytes")
                self._answers.put(self._read_exactly(length).decode("utf-8"))
        except UnicodeDecodeError as error:
            self._answers.put(ProtocolError(str(error)))
        except Exception as error:
            self._answers.put(error)

    def _read_exactly(self, count):
        chunks = []
        while count:
            chunk = self._sock.recv(min(count, 1 << 20))
            if not chunk:
                raise ConnectionError("the server has closed the connection")
            chunks.append(chunk)
            count -= len(chunk)
        return b"".join(chunks)


def open_ports(host, ports, timeout):
    deadline = time.monotonic() + timeout
    found, pending, socks = [], {}, []
    try:
        for port in set(ports):
            sock = socket.socket()
            socks.append(sock)
            sock.setblocking(False)
            code = sock.connect_ex((host, port))
            if code == 0:
                found.append(port)
            elif code == errno.EINPROGRESS:
                pending[sock] = port
        while pending:
            left = deadline - time.monotonic()
            _, writable, _ = select.select([], list(pending), [], max(0, left))
            for sock in writable:
                port = pending.pop(sock)
                if sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) == 0:
                    found.append(port)
            if left <= 0:
                break
    finally:
        for sock in socks:
            sock.close()
    return sorted(found)
