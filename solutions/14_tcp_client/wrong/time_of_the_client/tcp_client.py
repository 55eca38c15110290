# fault: the deadline is set once, in the constructor, so a client that lives longer than that is of no use | caught by: faults
import socket
import struct
import threading
import time

MAX = 16 * 1024 * 1024


class ProtocolError(Exception):
    pass


class Client:
    def __init__(self, host, port, timeout=5.0):
        self.timeout = timeout
        self.closed = False
        self.deadline = time.monotonic() + timeout  # <- fault
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.settimeout(timeout)
        try:
            self.sock.connect((host, port))
        except BaseException:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()
        return False

    def close(self):
        self.closed = True
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.sock.close()

    def _recv_exact(self, n, deadline):
        chunks = []
        while n > 0:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("超时")
            self.sock.settimeout(left)
            chunk = self.sock.recv(min(n, 65536))
            if not chunk:
                raise ConnectionError("对方关闭了连接")
            chunks.append(chunk)
            n -= len(chunk)
        return b"".join(chunks)

    def _read_message(self, deadline):
        (n,) = struct.unpack(">I", self._recv_exact(4, deadline))
        if n > MAX:
            raise ProtocolError("太长")
        try:
            return self._recv_exact(n, deadline).decode("utf-8")
        except UnicodeDecodeError as e:
            raise ProtocolError("不是 UTF-8") from e

    def request(self, text):
        return self.request_many([text])[0]

    def request_many(self, texts):
        if self.closed:
            raise ConnectionError("客户端已关闭")
        deadline = self.deadline  # <- fault
        problem = []

        def send_all():
            try:
                for t in texts:
                    b = t.encode("utf-8")
                    view = memoryview(struct.pack(">I", len(b)) + b)
                    while view:
                        n = self.sock.send(view)
                        view = view[n:]
            except OSError as e:
                problem.append(e)

        th = threading.Thread(target=send_all, daemon=True)
        th.start()
        try:
            out = [self._read_message(deadline) for _ in texts]
            th.join(max(0, deadline - time.monotonic()))
            if th.is_alive():
                raise TimeoutError
            return out
        except BaseException:
            self.close()
            th.join()
            raise


def open_ports(host, ports, timeout):
    found = []
    lock = threading.Lock()

    def probe(p):
        s = socket.socket()
        try:
            s.settimeout(timeout)
            if s.connect_ex((host, p)) == 0:
                with lock:
                    found.append(p)
        finally:
            s.close()

    threads = [threading.Thread(target=probe, args=(p,)) for p in set(ports)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    return sorted(found)
