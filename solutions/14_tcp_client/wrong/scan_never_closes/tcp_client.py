# fault: open_ports leaves its sockets to the garbage collector | caught by: cleanup
import socket
import threading
from concurrent.futures import ThreadPoolExecutor, wait


class ProtocolError(Exception):
    pass


def make_exchange(sock, timeout):
    lock = threading.Lock()

    def exactly(n):
        parts = []
        while n:
            part = sock.recv(min(n, 1 << 20))
            if not part:
                raise ConnectionError("the other side hung up")
            n -= len(part)
            parts.append(part)
        return b"".join(parts)

    def read_text():
        size = int.from_bytes(exactly(4), "big")
        if size > 16 * 1024 * 1024:
            raise ProtocolError("refusing %d bytes" % size)
        try:
            return exactly(size).decode("utf-8")
        except UnicodeDecodeError:
            raise ProtocolError("not text") from None

    def exchange(texts):
        late = threading.Event()

        def ring():
            late.set()
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

        def send():
            for t in texts:
                b = t.encode("utf-8")
                sock.sendall(len(b).to_bytes(4, "big") + b)

        timer = threading.Timer(timeout, ring)
        timer.start()
        pool = ThreadPoolExecutor(1)
        job = pool.submit(send)
        try:
            result = [read_text() for _ in texts]
            job.result()
            if late.is_set():
                raise TimeoutError("too late")
            return result
        except (OSError, ProtocolError):
            if late.is_set():
                raise TimeoutError("no complete answer in %s s" % timeout) from None
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            raise
        finally:
            timer.cancel()
            timer.join()
            pool.shutdown()

    return exchange


class Client:
    def __init__(self, host, port, timeout=5.0):
        self._sock = socket.create_connection((host, port), timeout)
        self._sock.settimeout(None)
        self._exchange = make_exchange(self._sock, timeout)
        self._closed = False

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def close(self):
        self._closed = True
        self._sock.close()

    def request(self, text):
        (only,) = self.request_many([text])
        return only

    def request_many(self, texts):
        if self._closed:
            raise ConnectionError("closed")
        try:
            return self._exchange(texts)
        except BaseException:
            self.close()
            raise


def open_ports(host, ports, timeout):
    def check(port):
        if True:
            sock = socket.socket()  # <- fault
            sock.settimeout(timeout)
            return port, sock.connect_ex((host, port)) == 0

    unique = set(ports)
    with ThreadPoolExecutor(max_workers=max(1, len(unique))) as pool:
        done, _ = wait([pool.submit(check, port) for port in unique])
    return sorted(port for port, is_open in (f.result() for f in done) if is_open)
