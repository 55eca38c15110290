# style: blocking calls under a watchdog (threading.Timer) that shuts the socket down when the time is up
import socket
import threading

LONGEST = 1 << 24


class ProtocolError(Exception):
    pass


class Client:
    def __init__(self, host, port, timeout=5.0):
        self.timeout = timeout
        self.late = False
        self.sock = socket.create_connection((host, port), timeout)
        self.sock.settimeout(None)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def close(self):
        if self.sock:
            self.sock.close()
        self.sock = None

    def request(self, text):
        return self.request_many([text])[0]

    def request_many(self, texts):
        if self.sock is None:
            raise ConnectionError("closed")
        sock = self.sock
        watchdog = threading.Timer(self.timeout, self._time_is_up, [sock])
        watchdog.start()
        sender = threading.Thread(target=self._send_all, args=(sock, texts))
        sender.start()
        try:
            return [self._read(sock) for _ in texts]
        except Exception:
            self._shut(sock)
            sender.join()
            self.close()
            if self.late:
                raise TimeoutError(f"not done after {self.timeout} s") from None
            raise
        finally:
            sender.join()
            watchdog.cancel()
            watchdog.join()

    def _time_is_up(self, sock):
        self.late = True
        self._shut(sock)

    @staticmethod
    def _shut(sock):
        try:
            sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass

    @staticmethod
    def _send_all(sock, texts):
        try:
            for text in texts:
                data = text.encode()
                sock.sendall(len(data).to_bytes(4, "big"))
                sock.sendall(data)
        except OSError:
            pass

    def _read(self, sock):
        length = int.from_bytes(self._read_bytes(sock, 4), "big")
        if length > LONGEST:
            raise ProtocolError(f"too long: {length}")
        data = self._read_bytes(sock, length)
        try:
            return data.decode()
        except UnicodeDecodeError:
            raise ProtocolError("no UTF-8")

    @staticmethod
    def _read_bytes(sock, size):
        data = b""
        while len(data) < size:
            more = sock.recv(size - len(data))
            if more == b"":
                raise ConnectionError("connection lost")
            data += more
        return data


def open_ports(host, ports, timeout):
    socks = {}
    try:
        for port in ports:
            if port not in socks:
                socks[port] = socket.socket()
                socks[port].settimeout(timeout)
        codes = {}
        threads = [
            threading.Thread(target=lambda p=port: codes.update({p: socks[p].connect_ex((host, p))})) for port in socks
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(port for port, code in codes.items() if code == 0)
    finally:
        for sock in socks.values():
            sock.close()
