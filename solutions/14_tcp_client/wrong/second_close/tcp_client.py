# fault: close fails when there is nothing left to close | caught by: cleanup
import queue
import socket
import threading
import time


class ProtocolError(Exception):
    pass


class Connection:
    """Owns the socket and both threads."""

    def __init__(self, sock):
        self.sock = sock
        self.incoming = queue.Queue()
        self.outgoing = queue.SimpleQueue()
        self.threads = [threading.Thread(target=self.pull), threading.Thread(target=self.push)]
        for t in self.threads:
            t.start()

    def pull(self):
        while True:
            try:
                piece = self.sock.recv(16384)
            except OSError as e:
                self.incoming.put(e)
                return
            self.incoming.put(piece)
            if not piece:
                return

    def push(self):
        while (data := self.outgoing.get()) is not None:
            try:
                self.sock.sendall(data)
            except OSError as e:
                self.incoming.put(e)
                return

    def stop(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.outgoing.put(None)
        for t in self.threads:
            t.join()
        self.sock.close()


class Client:
    def __init__(self, host, port, timeout=5.0):
        sock = socket.create_connection((host, port), timeout=timeout)
        sock.settimeout(None)
        self.timeout = timeout
        self.conn = Connection(sock)
        self.buffer = b""

    def __enter__(self):
        return self

    def __exit__(self, t, v, tb):
        self.close()

    def close(self):
        conn, self.conn = self.conn, None
        conn.stop()  # <- fault

    def _take(self, n, end):
        while len(self.buffer) < n:
            try:
                piece = self.conn.incoming.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise TimeoutError("timeout") from None
            if isinstance(piece, ConnectionError):
                raise piece
            if isinstance(piece, OSError) or not piece:
                raise ConnectionError("connection ended")
            self.buffer += piece
        got, self.buffer = self.buffer[:n], self.buffer[n:]
        return got

    def _one(self, end):
        n = int.from_bytes(self._take(4, end), "big")
        if n > 16 * 1024 * 1024:
            raise ProtocolError("too big")
        try:
            return self._take(n, end).decode()
        except UnicodeDecodeError as e:
            raise ProtocolError("bad text") from e

    def request(self, text):
        return self.request_many([text])[0]

    def request_many(self, texts):
        if self.conn is None:
            raise ConnectionError("closed")
        end = time.monotonic() + self.timeout
        try:
            for t in texts:
                b = t.encode()
                self.conn.outgoing.put(len(b).to_bytes(4, "big") + b)
            return [self._one(end) for _ in texts]
        except BaseException:
            self.close()
            raise


def open_ports(host, ports, timeout):
    results = queue.Queue()

    def check(port):
        s = socket.socket()
        try:
            s.settimeout(timeout)
            results.put((port, s.connect_ex((host, port))))
        finally:
            s.close()

    threads = {port: threading.Thread(target=check, args=[port]) for port in ports}
    [t.start() for t in threads.values()]
    [t.join() for t in threads.values()]
    return sorted(port for port, code in (results.get() for _ in threads) if code == 0)
