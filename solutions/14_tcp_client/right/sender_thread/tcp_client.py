# style: recv loop with a deadline; request_many sends on a second thread; open_ports has one thread a port
import socket
import struct
import threading
import time

LIMIT = 16 * 1024 * 1024


class ProtocolError(Exception):
    pass


class Client:
    def __init__(self, host, port, timeout=5.0):
        self.timeout = timeout
        self.closed = False
        self.sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.sock.settimeout(timeout)
        try:
            self.sock.connect((host, port))
        except OSError:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        self.close()

    def close(self):
        self.closed = True
        self.sock.close()

    def request(self, text):
        return self.request_many([text])[0]

    def request_many(self, texts):
        if self.closed:
            raise ConnectionError("this client is closed")
        deadline = time.monotonic() + self.timeout
        sender = threading.Thread(target=self._send, args=(texts,))
        sender.start()
        answers = []
        try:
            for _ in texts:
                answers.append(self._read_message(deadline))
        except BaseException:
            self._break_off()
            raise
        finally:
            sender.join()
        return answers

    def _send(self, texts):
        try:
            for text in texts:
                data = text.encode("utf-8")
                self.sock.sendall(struct.pack(">I", len(data)) + data)
        except OSError:
            pass  # the reader meets the same end

    def _break_off(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)  # wakes the sender as well
        except OSError:
            pass
        self.close()

    def _read_message(self, deadline):
        (length,) = struct.unpack(">I", self._read_exactly(4, deadline))
        if length > LIMIT:
            raise ProtocolError(f"length {length}")
        try:
            return self._read_exactly(length, deadline).decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError("bad UTF-8") from error

    def _read_exactly(self, count, deadline):
        parts = []
        while count > 0:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("no answer in time")
            self.sock.settimeout(left)
            part = self.sock.recv(min(count, 65536))
            if not part:
                raise ConnectionError("the server has closed")
            parts.append(part)
            count -= len(part)
        return b"".join(parts)


def open_ports(host, ports, timeout):
    found = []

    def try_port(port):
        sock = socket.socket()
        sock.settimeout(timeout)
        try:
            if sock.connect_ex((host, port)) == 0:
                found.append(port)
        finally:
            sock.close()

    threads = [threading.Thread(target=try_port, args=(port,)) for port in set(ports)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)
