# fault: request refuses forbidden lengths and bytes, but request_many believes all | caught by: faults
import multiprocessing as mp
import socket
import struct
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial


class ProtocolError(Exception):
    pass


def _framed(text):
    raw = text.encode("utf-8")
    return struct.pack("!L", len(raw)) + raw


class Client:
    def __init__(self, host, port, timeout=5.0):
        self.__timeout = timeout
        self.__sock = None
        self.__sock = socket.create_connection((host, port), timeout=timeout)
        self.__file = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        self.close()

    def close(self):
        if self.__sock is not None:
            self.__sock.close()
        self.__sock = None

    @property
    def is_closed(self):
        return self.__sock is None

    def request(self, text):
        if self.is_closed:
            raise ConnectionError("closed")
        until = time.monotonic() + self.__timeout
        try:
            self.__sock.settimeout(self.__timeout)
            self.__sock.sendall(_framed(text))
            return self.__read(self.__sock, until)
        except Exception:
            self.close()
            raise

    def request_many(self, texts):
        if self.is_closed:
            raise ConnectionError("closed")
        until = time.monotonic() + self.__timeout
        sock = self.__sock

        def feed():
            try:
                out = sock.dup()
            except OSError:
                return
            with out:
                for text in texts:
                    left = until - time.monotonic()
                    if left <= 0:
                        return
                    out.settimeout(left)
                    try:
                        out.sendall(_framed(text))
                    except OSError:
                        return

        feeder = threading.Thread(target=feed)
        feeder.start()
        try:
            return [self.__exactly(sock, int.from_bytes(self.__exactly(sock, 4, until), 'big'), until).decode() for _ in texts]  # <- fault
        except Exception:
            try:
                sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self.close()
            raise
        finally:
            feeder.join()

    def __read(self, sock, until):
        n = int.from_bytes(self.__exactly(sock, 4, until), "big")
        if n > 16777216:
            raise ProtocolError("a message of %d bytes" % n)
        try:
            return self.__exactly(sock, n, until).decode("utf-8")
        except UnicodeDecodeError as error:
            raise ProtocolError("no UTF-8") from error

    def __exactly(self, sock, n, until):
        result = b""
        while len(result) < n:
            sock.settimeout(max(until - time.monotonic(), 1e-6))
            part = sock.recv(n - len(result))
            if part == b"":
                raise ConnectionError("the server closed")
            result += part
        return result


def _try(host, timeout, port):
    s = socket.socket()
    s.settimeout(timeout)
    try:
        return s.connect_ex((host, port)) == 0
    finally:
        s.close()


def open_ports(host, ports, timeout):
    ports = sorted(set(ports))
    with ProcessPoolExecutor(8, mp_context=mp.get_context("forkserver")) as ex:
        return [p for p, ok in zip(ports, ex.map(partial(_try, host, timeout), ports)) if ok]
