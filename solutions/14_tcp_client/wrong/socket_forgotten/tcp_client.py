# fault: after an error it forgets the socket instead of closing it | caught by: cleanup
import multiprocessing
import select
import socket
import time
from multiprocessing.pool import ThreadPool


class ProtocolError(Exception):
    pass


class Client:
    def __init__(self, host, port, timeout=5.0):
        self._timeout = timeout
        self._sock = socket.socket()
        self._sock.settimeout(timeout)
        code = self._sock.connect_ex((host, port))
        if code:
            self._sock.close()
            import errno, os
            if code in (errno.EAGAIN, errno.ETIMEDOUT, errno.EINPROGRESS):
                raise TimeoutError("connect timed out")
            raise ConnectionError(code, os.strerror(code))
        self._in = bytearray()
        self._alive = True

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def close(self):
        self._alive = False
        self._sock.close()

    def request(self, text):
        return self.request_many([text])[0]

    def request_many(self, texts):
        if not self._alive:
            raise ConnectionError("closed")
        ok = False
        try:
            r = self._work(texts)
            ok = True
            return r
        finally:
            if not ok:
                self._alive = False
                self._sock = None  # <- fault

    def _work(self, texts):
        stop_at = time.perf_counter() + self._timeout
        self._sock.setblocking(False)
        queue = [memoryview(len(b).to_bytes(4, "big") + b) for b in (t.encode() for t in texts)]
        queue.reverse()
        answers = []
        self._parse(answers, len(texts))
        while queue or len(answers) != len(texts):
            left = stop_at - time.perf_counter()
            if left < 0:
                raise TimeoutError
            r, w, x = select.select([self._sock], [self._sock] * bool(queue), [], min(left, 0.2))
            if w:
                v = queue.pop()
                try:
                    n = self._sock.send(v)
                except BlockingIOError:
                    n = 0
                if n < len(v):
                    queue.append(v[n:])
            if r:
                try:
                    d = self._sock.recv(8192)
                except BlockingIOError:
                    continue
                if d == b"":
                    raise ConnectionError("server went away")
                self._in.extend(d)
                self._parse(answers, len(texts))
        return answers

    def _parse(self, answers, wanted):
        while len(answers) < wanted and len(self._in) >= 4:
            n = int.from_bytes(self._in[0:4], "big")
            if n > 16 * 1024 * 1024:
                raise ProtocolError("length %d" % n)
            if len(self._in) - 4 < n:
                return
            try:
                answers.append(self._in[4:4 + n].decode())
            except UnicodeDecodeError as e:
                raise ProtocolError from e
            del self._in[:4 + n]


def _probe(args):
    host, port, timeout = args
    with socket.socket() as s:
        s.settimeout(timeout)
        return port, s.connect_ex((host, port))


def open_ports(host, ports, timeout):
    todo = [(host, p, timeout) for p in dict.fromkeys(ports)]
    if not todo:
        return []
    with multiprocessing.get_context("fork").Pool(min(len(todo), 16)) as pool:
        got = pool.map(_probe, todo, chunksize=1)
        pool.close()
        pool.join()
    return sorted(p for p, c in got if c == 0)
