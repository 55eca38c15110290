"""Faults of a network peer: what may happen to bytes on their way, as generators from steps to steps.

A step is bytes to send, a `Pause` to wait for, an `End` of the connection, or an `Idle` moment. Faults know bytes only,
never messages, so they serve any protocol; a `Framing` knows messages and nothing else.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Concatenate, ParamSpec, Protocol

Until = float | Callable[[], object]
"""How long a pause lasts: seconds, or until a function returns (a check passes `student.settle`)."""


@dataclass(frozen=True, slots=True)
class Pause:
    """A step: wait, and neither read nor send meanwhile."""

    until: Until


@dataclass(frozen=True, slots=True)
class End:
    """A step: send the last bytes and close the connection, orderly (FIN) or by a reset (RST).

    A FIN leaves in one packet with the last bytes, where the system can do that: whoever reads them could read the end.
    """

    reset: bool = False
    last: bytes = b""


@dataclass(frozen=True, slots=True)
class Idle:
    """A step: all that has come is answered, and the next step would wait for the client. Does nothing.

    One comes when that begins. If it is still so when the fault has done what it does then (paused, say), another one
    comes, with `still`.
    """

    still: bool = False


Step = bytes | Pause | End | Idle
Fault = Callable[[Iterator[Step]], Iterator[Step]]
P = ParamSpec("P")


def fault(steps_of: Callable[Concatenate[Iterator[Step], P], Iterator[Step]]) -> Callable[P, Fault]:
    """Make a generator function of (steps, options) a function of the options that returns a Fault."""

    @functools.wraps(steps_of)
    def of(*args: P.args, **kwargs: P.kwargs) -> Fault:
        return lambda steps: steps_of(steps, *args, **kwargs)

    return of


@fault
def split(steps: Iterator[Step], size: int, pause: Until = 0.02) -> Iterator[Step]:
    """Send each answer in pieces of `size` bytes, with a pause after each."""
    for step in steps:
        if isinstance(step, bytes):
            for start in range(0, len(step), size):
                yield step[start : start + size]
                yield Pause(pause)
        else:
            yield step


@fault
def cut(steps: Iterator[Step], *places: int, pause: Until) -> Iterator[Step]:
    """Send each answer in pieces, cut at these places (bytes from its beginning), with a pause at each cut."""
    for step in steps:
        if isinstance(step, bytes):
            yield step[: places[0]]
            for start, end in pairwise((*places, len(step))):
                yield Pause(pause)
                yield step[start:end]
        else:
            yield step


@fault
def drip(steps: Iterator[Step], every: Until, count: int) -> Iterator[Step]:
    """Send `count` bytes one by one with a pause after each, and the rest at once."""
    for step in steps:
        if isinstance(step, bytes):
            slow, fast = step[:count], step[count:]
            count -= len(slow)
            for byte in slow:
                yield bytes([byte])
                yield Pause(every)
            yield fast
        else:
            yield step


@fault
def coalesce(steps: Iterator[Step], pause: Until) -> Iterator[Step]:
    """Read all that the client sends until the end of a pause, and answer it in one piece."""
    held = b""
    for step in steps:
        if isinstance(step, bytes):
            if not held:
                yield Pause(pause)
            held += step
        else:
            yield held
            yield step
            held = b""
    yield held


@fault
def hold(steps: Iterator[Step], pause: Until) -> Iterator[Step]:
    """Answer nothing while the client still sends: until nothing comes during a pause. From then on answer at once."""
    held: list[bytes] = []
    for step in steps:
        if isinstance(step, bytes):
            held.append(step)
        elif isinstance(step, Idle) and held:
            if step.still:
                break
            yield Pause(pause)
        else:
            yield step
    yield b"".join(held)
    yield from steps


@fault
def stall(steps: Iterator[Step], pause: Until) -> Iterator[Step]:
    """Pause after each answer, so that nothing more is read for as long."""
    for step in steps:
        yield step
        if isinstance(step, bytes):
            yield Pause(pause)


@fault
def delay(steps: Iterator[Step], pause: Until) -> Iterator[Step]:
    """Pause before each answer."""
    for step in steps:
        if isinstance(step, bytes):
            yield Pause(pause)
        yield step


@fault
def late(steps: Iterator[Step], pause: Until) -> Iterator[Step]:
    """Pause before anything is read."""
    yield Pause(pause)
    yield from steps


@fault
def silent(steps: Iterator[Step]) -> Iterator[Step]:
    """Read everything and never answer."""
    yield from (step for step in steps if not isinstance(step, bytes))


@fault
def close_after(steps: Iterator[Step], count: int, *, reset: bool = False) -> Iterator[Step]:
    """Send `count` bytes of the answers and close (FIN); with 0, close when the first answer is due."""
    for step in steps:
        if isinstance(step, bytes):
            if len(step) >= count:
                yield End(reset, step[:count])
                return
            count -= len(step)
        yield step


def reset(after: int) -> Fault:
    """Send `after` bytes of the answers and reset the connection (RST)."""
    return close_after(after, reset=True)


@fault
def wrong_length(steps: Iterator[Step], length: int) -> Iterator[Step]:
    """Put `length`, big-endian, in place of each answer's first four bytes."""
    for step in steps:
        yield length.to_bytes(4, "big") + step[4:] if isinstance(step, bytes) else step


class Framing(Protocol):
    """How messages stand in the stream."""

    def take(self, buffer: bytearray) -> bytes | None:
        """Cut one request off the front; None while there is none whole. ValueError when there can't be one."""

    def wrap(self, payload: bytes) -> bytes:
        """Return the bytes of an answer."""


class Lengths:
    """A 4-byte big-endian length and that many bytes, at most 16 MiB."""

    def take(self, buffer: bytearray) -> bytes | None:
        """Cut one request off the front; None while there is none whole. ValueError when it is over 16 MiB."""
        if len(buffer) < 4:
            return None
        size = int.from_bytes(buffer[:4], "big")
        if size > 16 << 20:
            raise ValueError(f"a request of {size} bytes")
        if len(buffer) < 4 + size:
            return None
        request = bytes(memoryview(buffer)[4 : 4 + size])
        del buffer[: 4 + size]
        return request

    def wrap(self, payload: bytes) -> bytes:
        """Return the bytes of an answer."""
        return len(payload).to_bytes(4, "big") + payload
