"""The peers keep their promises: faults shape bytes, what was seen is told, and a hostile client changes nothing."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.facts import KitError
from grader.judge import faults, peers
from grader.judge.faults import End, Fault, Idle, Pause, Step
from grader.judge.peers import Bounds, Server

MIB = 1 << 20


def listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0))


def dial(listener: socket.socket) -> socket.socket:
    return socket.create_connection(listener.getsockname()[:2], timeout=300)


def framed(*payloads: bytes) -> bytes:
    return b"".join(len(payload).to_bytes(4, "big") + payload for payload in payloads)


def read(sock: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        chunk = sock.recv(count - len(data))
        assert chunk, "the server closed too early"
        data += chunk
    return bytes(data)


def read_all(sock: socket.socket) -> bytes:
    return b"".join(iter(lambda: sock.recv(1 << 16), b""))


def read_all_or_reset(sock: socket.socket) -> bytes:
    try:
        return read_all(sock)
    except ConnectionResetError:
        return b""


def send_until_blocked(sock: socket.socket, data: bytes, most: int) -> int:
    sent = 0
    sock.settimeout(0.5)
    try:
        while sent < most:
            sent += sock.send(data)
    except TimeoutError:
        pass
    return sent


def steps(fault: Fault, *given: Step) -> list[Step]:
    return list(fault(iter(given)))


def is_closed(seen: peers.Seen) -> bool:
    return seen.all_closed


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with listening() as made:
        yield made


# The faults alone: steps in, steps out


def test_split_cuts_each_answer_and_pauses_after_each_piece() -> None:
    pause = Pause(0.5)
    assert steps(faults.split(2, 0.5), b"abc", Idle(), b"d") == [b"ab", pause, b"c", pause, Idle(), b"d", pause]


def test_cut_cuts_at_the_places() -> None:
    assert steps(faults.cut(1, 4, pause=0.5), b"abcdef") == [b"a", Pause(0.5), b"bcd", Pause(0.5), b"ef"]


def test_drip_is_slow_for_so_many_bytes_of_the_whole_connection() -> None:
    slow = Pause(0.5)
    assert steps(faults.drip(0.5, 3), b"ab", b"cdef") == [b"a", slow, b"b", slow, b"", b"c", slow, b"def"]
    drip = faults.drip(0.5, 1)
    assert steps(drip, b"ab") == steps(drip, b"ab"), "one connection's count is not the next one's"


def test_coalesce_answers_in_one_piece_all_that_came_before_it_waits() -> None:
    joined = [step for step in steps(faults.coalesce(0.5), b"ab", b"c", Idle(), b"d", Idle()) if step != b""]
    assert joined == [Pause(0.5), b"abc", Idle(), Pause(0.5), b"d", Idle()]


def test_hold_answers_once_nothing_comes_during_a_pause_and_from_then_on_at_once() -> None:
    pause, still = Pause(0.5), Idle(still=True)
    given = (Idle(), still, b"a", b"b", Idle(), b"c", Idle(), still, b"d")
    assert steps(faults.hold(0.5), *given) == [Idle(), still, pause, pause, b"abc", b"d"]
    assert steps(faults.hold(0.5), b"a") == [b"a"], "the client's end is an end of the pause, too"


def test_stall_pauses_after_each_answer() -> None:
    assert steps(faults.stall(0.5), b"a", Idle(), b"b") == [b"a", Pause(0.5), Idle(), b"b", Pause(0.5)]


def test_late_pauses_before_it_asks_for_anything() -> None:
    asked: list[int] = []

    def source() -> Iterator[Step]:
        asked.append(1)
        yield b"a"

    late = faults.late(0.5)(source())
    assert (next(late), asked) == (Pause(0.5), [])
    assert list(late) == [b"a"]


def test_delay_pauses_before_each_answer() -> None:
    assert steps(faults.delay(0.5), b"a", Idle(), b"b") == [Pause(0.5), b"a", Idle(), Pause(0.5), b"b"]


def test_silent_lets_no_byte_through() -> None:
    assert steps(faults.silent(), b"a", Idle(), b"b") == [Idle()]


def test_close_after_counts_bytes_over_answers() -> None:
    assert steps(faults.close_after(3), b"ab", b"cd")[:2] == [b"ab", End(last=b"c")]
    assert steps(faults.close_after(2), b"ab", b"cd")[:1] == [End(last=b"ab")]
    assert steps(faults.close_after(0), b"ab")[:1] == [End()]
    assert steps(faults.reset(1), b"ab")[:1] == [End(reset=True, last=b"a")]


def test_wrong_length_replaces_the_first_four_bytes() -> None:
    assert steps(faults.wrong_length(258), framed(b"ab")) == [b"\0\0\1\2ab"]


# A server and an honest client


def test_it_answers_and_tells_what_it_saw(listener: socket.socket) -> None:
    with Server(listener, bytes.upper) as server:
        with dial(listener) as client:
            client.sendall(framed(b"a", b"", "欢".encode()))
            answer = framed(b"A", b"", "欢".encode())
            assert read(client, len(answer)) == answer
        assert server.wait(is_closed)
        assert server.seen.requests == (b"a", b"", "欢".encode())
        (connection,) = server.seen.connections
        assert (connection.received, connection.sent, connection.closed) == (len(answer), len(answer), "fin")
        assert server.seen.broken == ""


def test_connections_are_told_apart(listener: socket.socket) -> None:
    with Server(listener, bytes.upper) as server, dial(listener) as one, dial(listener) as two:
        two.sendall(framed(b"two"))
        assert server.wait(lambda seen: seen.requests == (b"two",))
        one.sendall(framed(b"one"))
        assert server.wait(lambda seen: len(seen.requests) == 2)
        assert [connection.requests for connection in server.seen.connections] == [(b"one",), (b"two",)]
        assert not server.seen.all_closed


def test_coalescing_tells_how_many_requests_came_before_the_first_answer(listener: socket.socket) -> None:
    go = threading.Event()
    with Server(listener, bytes.upper, faults.coalesce(lambda: go.wait(300))) as server, dial(listener) as client:
        client.sendall(framed(b"a", b"b"))
        client.sendall(framed(b"c"))
        go.set()
        assert read(client, 15) == framed(b"A", b"B", b"C")
        assert server.seen.before_answer == 3


def test_holding_waits_for_who_sends_slowly(listener: socket.socket) -> None:
    pauses: list[int] = []

    def dawdle() -> None:
        pauses.append(1)
        if len(pauses) < 4:
            client.sendall(framed(b"again"))

    with Server(listener, bytes.upper, faults.hold(dawdle)) as server, dial(listener) as client:
        client.sendall(framed(b"first"))
        assert read(client, 36) == framed(b"FIRST", b"AGAIN", b"AGAIN", b"AGAIN")
        assert server.seen.before_answer == 4
        client.sendall(framed(b"later"))
        assert read(client, 9) == framed(b"LATER")
        assert len(pauses) == 4


def test_a_lock_step_client_has_one_request_before_the_first_answer(listener: socket.socket) -> None:
    with Server(listener, bytes.upper, faults.coalesce(0.0)) as server, dial(listener) as client:
        for payload in (b"a", b"b"):
            client.sendall(framed(payload))
            assert read(client, 5) == framed(payload.upper())
        assert server.seen.before_answer == 1


def test_a_server_whose_send_blocks_reads_no_further(listener: socket.socket) -> None:
    with Server(listener, lambda request: request * 4096) as server, dial(listener) as client:
        sent = send_until_blocked(client, framed(b"x" * 4092), 64 * MIB)
        assert sent < 64 * MIB
        assert server.seen.connections[0].received < sent, "what is left lies in the kernel's buffers"


def test_faults_know_nothing_of_messages(listener: socket.socket) -> None:
    class Lines:
        def take(self, buffer: bytearray) -> bytes | None:
            line, newline, rest = buffer.partition(b"\n")
            if not newline:
                return None
            buffer[:] = rest
            return bytes(line)

        def wrap(self, payload: bytes) -> bytes:
            return payload + b"\r\n"

    both = (faults.split(2, 0.0), faults.close_after(4))
    with Server(listener, bytes.upper, *both, framing=Lines()) as server, dial(listener) as client:
        client.sendall(b"get x\nget y\n")
        assert read_all(client) == b"GET "
        assert server.seen.requests == (b"get x",)


def test_an_answer_larger_than_every_buffer_arrives_whole(listener: socket.socket) -> None:
    payload = bytes(range(256)) * (4 * MIB // 256)
    with Server(listener, lambda request: payload) as server, dial(listener) as client:
        client.sendall(framed(b""))
        assert read(client, 4 + len(payload)) == framed(payload)
        assert server.seen.connections[0].sent == 4 + len(payload)


def test_the_first_fault_is_nearest_to_the_answers(listener: socket.socket) -> None:
    shapes = (faults.wrong_length(258), faults.split(3, 0.0))
    with Server(listener, bytes.upper, *shapes), dial(listener) as client:
        client.sendall(framed(b"abcdef"))
        assert read(client, 10) == b"\0\0\1\2ABCDEF"


@pytest.mark.parametrize(("count", "answer"), [(0, b""), (2, b"\0\0"), (6, b"\0\0\0\3AB")])
def test_closing_in_the_middle_is_orderly(listener: socket.socket, count: int, answer: bytes) -> None:
    with Server(listener, bytes.upper, faults.close_after(count)) as server:
        with dial(listener) as client:
            client.sendall(framed(b"abc"))
            assert read_all(client) == answer
            assert not server.seen.all_closed, "the server has closed, the client has not"
        assert server.wait(is_closed)


@pytest.mark.skipif(not hasattr(socket, "TCP_CORK"), reason="only where the last bytes can be kept for the FIN")
def test_who_reads_the_last_bytes_could_read_the_end(listener: socket.socket) -> None:
    with Server(listener, bytes.upper, faults.close_after(7)):
        for _ in range(30):
            with dial(listener) as client:
                client.sendall(framed(b"abc"))
                answer = client.recv(7)
                client.setblocking(False)  # a read that would have to wait raises now
                assert [answer, client.recv(1)] == [b"\0\0\0\3ABC", b""]


def test_a_reset_is_a_reset(listener: socket.socket) -> None:
    with Server(listener, bytes.upper, faults.reset(0)), dial(listener) as client:
        client.sendall(framed(b"abc"))
        with pytest.raises(ConnectionResetError):
            read_all(client)


def test_a_client_that_leaves_during_a_drip_is_seen(listener: socket.socket) -> None:
    left = threading.Event()

    def pause() -> None:
        left.wait(300)
        time.sleep(0.01)  # the kernel tells the server of a reset when it comes to it

    with Server(listener, bytes.upper, faults.drip(pause, 1000)) as server:
        with dial(listener) as client:
            client.sendall(framed(b"x" * 2000))
            client.recv(1)
        left.set()
        assert server.wait(is_closed)
        assert server.seen.connections[0].sent < 2004


# Clients that mean harm


@pytest.mark.parametrize("fault", [faults.silent(), faults.close_after(0), faults.drip(0.001, 1000), faults.late(0.05)])
def test_a_client_that_resets_is_seen_whatever_the_server_does(listener: socket.socket, fault: Fault) -> None:
    with Server(listener, lambda request: request * 1000, fault) as server, dial(listener) as client:
        client.sendall(framed(b"x" * 20_000))
        assert server.wait(lambda seen: len(seen.connections) == 1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        client.close()
        assert server.wait(is_closed)
        assert server.seen.broken == ""


def test_thousands_of_connections_are_cut_off(listener: socket.socket) -> None:
    clients = []
    with Server(listener, bytes.upper, bounds=Bounds(connections=5)) as server:
        for _ in range(100):
            try:
                clients.append(dial(listener))
            except OSError:
                break
        assert server.wait(lambda seen: seen.broken == "more than 5 connections")
        assert len(server.seen.connections) == 5
    for client in clients:
        client.close()


@pytest.mark.parametrize(
    ("flood", "bounds", "broken"),
    [
        (framed(b"") * 100, Bounds(requests=10), "more than 10 requests"),
        (b"\0\x0f\0\0" + b"x" * 100_000, Bounds(received=1000), "more than 1000 bytes received"),
        (framed(b"abc") * 1000, Bounds(sent=100), "more than 100 bytes sent"),
        (b"\xff\xff\xff\xff", Bounds(), "a request of 4294967295 bytes"),
    ],
)
def test_a_flood_is_reset_and_noted(listener: socket.socket, flood: bytes, bounds: Bounds, broken: str) -> None:
    with Server(listener, bytes.upper, bounds=bounds) as server, dial(listener) as client:
        with contextlib.suppress(ConnectionError):
            client.sendall(flood)
        read_all_or_reset(client)
        assert server.wait(lambda seen: seen.broken == broken)


def test_the_bounds_are_shared_by_all_connections(listener: socket.socket) -> None:
    bounds = Bounds(requests=3)
    with Server(listener, bytes.upper, bounds=bounds) as server, dial(listener) as one, dial(listener) as two:
        one.sendall(framed(b"a", b"b"))
        assert server.wait(lambda seen: len(seen.requests) == 2)
        two.sendall(framed(b"c", b"d"))
        assert server.wait(lambda seen: seen.broken == "more than 3 requests")


def test_time_is_bounded(listener: socket.socket) -> None:
    with dial(listener) as client, Server(listener, bytes.upper, bounds=Bounds(seconds=0.05)) as server:
        assert read_all_or_reset(client) == b""
        assert server.wait(lambda seen: seen.broken == "more than 0.05 seconds")


# The end


def alive() -> set[object]:
    """Return this process's threads and descriptors: what is new later is of the test's own, others only end."""
    folder = Path("/proc/self/fd")
    found: set[object] = set(threading.enumerate())
    for entry in folder.iterdir() if folder.exists() else ():
        with contextlib.suppress(OSError):  # the one that read the folder
            found.add((entry.name, str(entry.readlink())))
    return found


@pytest.mark.parametrize("fault", [faults.silent(), faults.late(60.0), faults.drip(60.0, 5), faults.close_after(0)])
def test_nothing_outlives_the_server(fault: Fault) -> None:
    before = alive()
    listener = listening()
    with dial(listener) as reader, dial(listener) as flooder:
        with Server(listener, lambda request: request * 1000, fault) as server:
            reader.sendall(framed(b"abc"))
            flooder.sendall(framed(b"x" * 20_000))
            assert server.wait(lambda seen: len(seen.connections) == 2)
        server.close()
    assert alive() <= before


def test_a_client_that_never_reads_holds_nothing_up() -> None:
    before, listener = alive(), listening()
    with dial(listener) as client, Server(listener, lambda request: request * 4096) as server:
        client.sendall(framed(b"x" * 4096))
        assert server.wait(lambda seen: bool(seen.requests))
    assert alive() <= before


def test_it_closes_when_the_check_fails() -> None:
    before, listener = alive(), listening()
    with pytest.raises(AssertionError, match="the check"), Server(listener, bytes.upper):
        raise AssertionError("the check")
    assert listener.fileno() == -1
    assert alive() <= before


def test_closing_is_not_taken_for_the_clients_doing(listener: socket.socket) -> None:
    with dial(listener) as client:
        with Server(listener, bytes.upper) as server:
            client.sendall(framed(b"abc"))
            assert read(client, 7) == framed(b"ABC")
        assert (server.seen.all_closed, server.seen.broken) == (False, "")


def test_an_answer_that_fails_is_the_kits_fault(listener: socket.socket) -> None:
    def reply(request: bytes) -> bytes:
        raise LookupError("no such answer")

    with dial(listener) as client:
        client.sendall(framed(b"abc"))
        server = Server(listener, reply)
        assert read_all_or_reset(client) == b""
        with pytest.raises(KitError, match="no such answer"):
            server.close()
