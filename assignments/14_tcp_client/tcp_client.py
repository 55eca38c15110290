"""Topic 14: a TCP client. A stream has no messages, so your code puts them there and finds them again.

The protocol: every message, in both directions, is a length (4 bytes, big-endian) and that many bytes of UTF-8.
The server answers each message with one message, in the order of the requests.
"""

from __future__ import annotations

from types import TracebackType

MAX_LENGTH = 16 * 1024 * 1024
"""The longest message that is allowed, in bytes: 16 MiB."""


class ProtocolError(Exception):
    """The server sent something that the protocol forbids."""


class Client:
    """One connection to a server. `with Client(host, port) as client:` closes it at the end of the block.

    Each call ends within `timeout` seconds as a whole, or raises TimeoutError. When the server closes in the middle,
    ConnectionError is raised; for a length over 16 MiB, or bytes that aren't UTF-8, ProtocolError. After any of these
    the client is closed, and a later use raises ConnectionError.
    """

    def __init__(self, host: str, port: int, timeout: float = 5.0) -> None:
        """Connect; raises TimeoutError or ConnectionError when that fails."""
        # TODO: connect, and keep what the other methods need
        raise NotImplementedError("TODO: Client")

    def __enter__(self) -> Client:
        # TODO: `with Client(...) as client` gives the client itself
        raise NotImplementedError("TODO: Client.__enter__")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # TODO: close, whether or not there was an error
        raise NotImplementedError("TODO: Client.__exit__")

    def request(self, text: str) -> str:
        """Send one message and return the answer."""
        # TODO: send all of it, then read until all of the answer is there
        raise NotImplementedError("TODO: Client.request")

    def request_many(self, texts: list[str]) -> list[str]:
        """Send all messages without waiting for the first answer; return the answers in the order of `texts`.

        Works for any number of messages of any size, and can't deadlock.
        """
        # TODO: somebody has to read while there is still something to send
        raise NotImplementedError("TODO: Client.request_many")

    def close(self) -> None:
        """Close the connection. Closing twice is fine."""
        # TODO: close the socket
        raise NotImplementedError("TODO: Client.close")


def open_ports(host: str, ports: list[int], timeout: float) -> list[int]:
    """Return those of `ports` that accept a connection within `timeout` seconds, each once, in ascending order.

    Tries many ports at the same time: one that never answers holds up no other. Leaves no socket and no thread.
    """
    # TODO: connect_ex returns 0 where a connection was made
    raise NotImplementedError("TODO: open_ports")
