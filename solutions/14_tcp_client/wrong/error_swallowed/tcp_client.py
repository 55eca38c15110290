# fault: __exit__ returns True, so errors in the with block vanish | caught by: cleanup
from __future__ import annotations

import socket
import struct
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import List, Optional

__all__ = ["Client", "ProtocolError", "open_ports"]

_HEADER_FORMAT = "!I"
_HEADER_SIZE = struct.calcsize(_HEADER_FORMAT)
_MAX_MESSAGE_SIZE = 16 * 1024 * 1024
_RECV_CHUNK = 65536


class ProtocolError(Exception):
    """Raised when the peer violates the protocol."""


class Client:
    """A client for the length-prefixed UTF-8 protocol."""

    def __init__(self, host: str, port: int, timeout: float = 5.0) -> None:
        self._timeout = timeout
        self._closed = False
        self._close_lock = threading.Lock()
        self._sock: Optional[socket.socket] = None
        try:
            self._sock = socket.create_connection((host, port), timeout=timeout)
        except socket.timeout as exc:
            self._closed = True
            raise TimeoutError("connection timed out") from exc
        except OSError as exc:
            self._closed = True
            if isinstance(exc, ConnectionError):
                raise
            raise ConnectionError(str(exc)) from exc

    # ------------------------------------------------------------------ #
    # Context manager
    # ------------------------------------------------------------------ #
    def __enter__(self) -> "Client":
        return self

    def __exit__(self, exc_type, exc_val, exc_tb) -> bool:
        self.close()
        return True  # <- fault

    # ------------------------------------------------------------------ #
    # Public API
    # ------------------------------------------------------------------ #
    def close(self) -> None:
        """Close the connection. Idempotent."""
        with self._close_lock:
            if self._closed:
                return
            self._closed = True
            try:
                self._sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            finally:
                self._sock.close()

    def request(self, text: str) -> str:
        self._ensure_open()
        deadline = time.monotonic() + self._timeout
        try:
            self._send_frame(text, deadline)
            return self._recv_frame(deadline)
        except ProtocolError:
            self.close()
            raise
        except (socket.timeout, TimeoutError) as exc:
            self.close()
            raise TimeoutError("request timed out") from exc
        except OSError as exc:
            self.close()
            raise ConnectionError(f"connection failed: {exc}") from exc

    def request_many(self, texts: List[str]) -> List[str]:
        self._ensure_open()
        if not texts:
            return []
        deadline = time.monotonic() + self._timeout
        send_error: List[BaseException] = []

        def _sender() -> None:
            try:
                for text in texts:
                    self._send_frame(text, deadline)
            except BaseException as exc:
                send_error.append(exc)
                # wake up the reader
                try:
                    self._sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

        sender = threading.Thread(target=_sender, name="sender", daemon=True)
        sender.start()
        results: List[str] = []
        try:
            for _ in texts:
                results.append(self._recv_frame(deadline))
            sender.join(timeout=max(0.0, deadline - time.monotonic()))
            if send_error:
                raise send_error[0]
            return results
        except ProtocolError:
            raise_exc = None
            self.close()
            raise
        except (socket.timeout, TimeoutError) as exc:
            self.close()
            raise TimeoutError("request_many timed out") from exc
        except OSError as exc:
            self.close()
            if send_error and isinstance(send_error[0], TimeoutError):
                raise TimeoutError("request_many timed out") from exc
            raise ConnectionError(f"connection failed: {exc}") from exc
        finally:
            if self._closed:
                sender.join()

    # ------------------------------------------------------------------ #
    # Internals
    # ------------------------------------------------------------------ #
    def _ensure_open(self) -> None:
        if self._closed:
            raise ConnectionError("client is closed")

    @staticmethod
    def _remaining(deadline: float) -> float:
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            raise TimeoutError("deadline exceeded")
        return remaining

    def _send_frame(self, text: str, deadline: float) -> None:
        payload = text.encode("utf-8")
        data = memoryview(struct.pack(_HEADER_FORMAT, len(payload)) + payload)
        while data:
            self._sock.settimeout(self._remaining(deadline))
            sent = self._sock.send(data)
            data = data[sent:]

    def _recv_frame(self, deadline: float) -> str:
        header = self._recv_exact(_HEADER_SIZE, deadline)
        (length,) = struct.unpack(_HEADER_FORMAT, header)
        if length > _MAX_MESSAGE_SIZE:
            raise ProtocolError(f"message too large: {length}")
        payload = self._recv_exact(length, deadline)
        try:
            return payload.decode("utf-8")
        except UnicodeDecodeError as exc:
            raise ProtocolError("invalid UTF-8") from exc

    def _recv_exact(self, count: int, deadline: float) -> bytes:
        buf = bytearray()
        while len(buf) < count:
            self._sock.settimeout(self._remaining(deadline))
            chunk = self._sock.recv(min(_RECV_CHUNK, count - len(buf)))
            if not chunk:
                raise ConnectionError("connection closed by peer")
            buf.extend(chunk)
        return bytes(buf)


def open_ports(host: str, ports: List[int], timeout: float) -> List[int]:
    unique_ports = sorted(set(ports))
    if not unique_ports:
        return []

    def _check(port: int) -> Optional[int]:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as sock:
            sock.settimeout(timeout)
            return port if sock.connect_ex((host, port)) == 0 else None

    results: List[int] = []
    with ThreadPoolExecutor(max_workers=min(100, len(unique_ports))) as executor:
        futures = [executor.submit(_check, port) for port in unique_ports]
        for future in as_completed(futures):
            port = future.result()
            if port is not None:
                results.append(port)
    return sorted(results)
