# fault: refuses a message of exactly 16 MiB | caught by: faults
import select
import socket
import threading
import time


class ProtocolError(Exception):
    pass


class Client:
    def __init__(self, host, port, timeout=5.0):
        self._timeout = timeout
        self._rest = b""
        self._sock = socket.create_connection((host, port), timeout)
        self._sock.setblocking(False)

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc, tb):
        self.close()

    def close(self):
        if self._sock:
            self._sock.close()
        self._sock = None

    def request(self, text):
        return self.request_many([text])[0]

    def request_many(self, texts):
        if not self._sock:
            raise ConnectionError("closed")
        try:
            return self._talk(texts)
        except Exception:
            self.close()
            raise

    def _talk(self, texts):
        deadline = time.monotonic() + self._timeout
        out = memoryview(b"".join(self._pack(text) for text in texts))
        answers = []
        while len(answers) < len(texts):
            answer = self._next_message()
            if answer is not None:
                answers.append(answer)
                continue
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError(f"{self._timeout} seconds are over")
            readable, writable, _ = select.select([self._sock], [self._sock] if out else [], [], left)
            if writable:
                out = out[self._sock.send(out) :]
            if readable:
                data = self._sock.recv(65536)
                if not data:
                    raise ConnectionError("the server has gone")
                self._rest += data
        return answers

    @staticmethod
    def _pack(text):
        data = text.encode()
        return len(data).to_bytes(4, "big") + data

    def _next_message(self):
        if len(self._rest) < 4:
            return None
        length = int.from_bytes(self._rest[:4], "big")
        if length >= 16 * 1024 * 1024:  # <- fault
            raise ProtocolError("too long")
        if len(self._rest) < 4 + length:
            return None
        data, self._rest = self._rest[4 : 4 + length], self._rest[4 + length :]
        try:
            return data.decode()
        except UnicodeDecodeError as error:
            raise ProtocolError("no UTF-8") from error


def open_ports(host, ports, timeout):
    found = set()

    def knock(port):
        sock = socket.socket()
        sock.settimeout(timeout)
        if sock.connect_ex((host, port)) == 0:
            found.add(port)
        sock.close()

    threads = [threading.Thread(target=knock, args=(port,)) for port in ports]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)
