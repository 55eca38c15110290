# fault: packs and unpacks the length with the least significant byte first | caught by: correctness
import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor

LIMIT = 16 * 1024 * 1024


class ProtocolError(Exception):
    """The server broke the protocol."""


class Client:
    def __init__(self, host, port, timeout=5.0):
        self.timeout = timeout
        self.sock = socket.create_connection((host, port), timeout=timeout)
        self.closed = False

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
            raise ConnectionError("the client is closed")
        deadline = time.monotonic() + self.timeout
        sender = threading.Thread(target=self.send_messages, args=(texts,))
        sender.start()
        try:
            return [self.read_message(deadline) for _ in texts]
        except Exception:
            self.give_up()
            raise
        finally:
            sender.join()

    def send_messages(self, texts):
        try:
            for text in texts:
                data = text.encode("utf-8")
                self.sock.sendall(struct.pack("<I", len(data)) + data)  # <- fault
        except OSError:
            pass  # the reading side reports it

    def give_up(self):
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.close()

    def read_message(self, deadline):
        length = struct.unpack("<I", self.read_exactly(4, deadline))[0]  # <- fault
        if length > LIMIT:
            raise ProtocolError(f"{length} bytes are more than allowed")
        data = self.read_exactly(length, deadline)
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError("the answer is not UTF-8") from error

    def read_exactly(self, count, deadline):
        data = bytearray()
        while len(data) < count:
            data += self.receive(count - len(data), deadline)
        return bytes(data)

    def receive(self, count, deadline):
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the time is up")
        self.sock.settimeout(left)
        data = self.sock.recv(count)
        if not data:
            raise ConnectionError("the server closed the connection")
        return data


def is_open(host, port, timeout):
    with socket.socket() as sock:
        sock.settimeout(timeout)
        return sock.connect_ex((host, port)) == 0


def open_ports(host, ports, timeout):
    ports = sorted(set(ports))
    with ThreadPoolExecutor(max_workers=64) as pool:
        answers = list(pool.map(lambda port: is_open(host, port, timeout), ports))
    return [port for port, answer in zip(ports, answers) if answer]
