"""The wire: how plain data crosses the wall. Frames, a closed set of types, and bounds on both sides.

A frame is a 4-byte big-endian length and that many bytes of UTF-8 JSON, always an object. Values inside are encoded by
their real type, and a subclass as what its base holds (a Counter as a dict, a named tuple as a tuple), read with the
base's own methods: a lying `__eq__` or a borrowed `__class__` can't cross. JSON's own scalars stand for themselves, a
list for a list, and everything else is an object with one key that names its type:

    {"t": [...]} tuple   {"s": [...]} set   {"z": [...]} frozenset   {"d": [[k, v], ...]} dict   {"b": "..."} bytes
    {"n": "inf"} the floats that JSON lacks   {"e": {...}} an exception object   and what the two ends add for
    themselves: {"h": 3} handle, {"w": {...}} witness, {"r": "module.name"} public function.

Rules:
- The decoder trusts nobody: any violation of a bound or of the form raises WireError, and the judge ends the guest.
- The encoder keeps the same bounds, so that an honest result that is too large is an error with a sentence.
- Standard library only; the same code runs on both sides of the wall.
"""

from __future__ import annotations

import base64
import contextlib
import json
import math
import struct
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from grader.facts import BUILT_IN_ERRORS, Told, revive

MAX_FRAME: Final = 4 << 20
MAX_DEPTH: Final = 32
MAX_NODES: Final = 200_000
MAX_TEXT: Final = 1 << 20
MAX_BITS: Final = 4096
_ALIKE: Final = 100

_LENGTH: Final = struct.Struct(">I")
HEADER: Final = _LENGTH.size
_FLOATS: Final = {"inf": math.inf, "-inf": -math.inf, "nan": math.nan}

Frame = dict[str, Any]
Encoder = Callable[[object], dict[str, object] | None]
Decoder = Callable[[object], object]


class WireError(Exception):
    """What came over the wire, or should go over it, breaks the rules above."""


class NotPlainError(TypeError):
    """A value that is not plain data was about to cross the wall."""


def pack(frame: Mapping[str, object]) -> bytes:
    """Return the bytes of a frame; raises WireError when it is over a bound."""
    try:
        body = json.dumps(frame, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise WireError(f"not a frame: {error}") from None
    if len(body) > MAX_FRAME:
        raise WireError(f"a frame of {len(body)} bytes is over the bound of {MAX_FRAME}")
    return _LENGTH.pack(len(body)) + body


def body_length(header: bytes) -> int:
    """Return the length that a frame's header announces; raises WireError when it is over the bound."""
    length: int = _LENGTH.unpack(header)[0]
    if length > MAX_FRAME:
        raise WireError(f"a frame of {length} bytes is over the bound of {MAX_FRAME}")
    return length


def unpack(body: bytes) -> Frame:
    """Return the frame in `body`, exact built-in types only; raises WireError for anything out of the rules."""
    try:
        frame = json.loads(body.decode(), parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    except RecursionError:
        raise WireError("nested too deeply") from None
    except ValueError as error:
        raise WireError(f"not JSON: {error}") from None
    if type(frame) is not dict:
        raise WireError("a frame is an object")
    _check_bounds(frame)
    return frame


def _no_constant(name: str) -> float:
    raise WireError(f"{name} is no JSON number")


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise WireError("an object has a key twice")
    return found


def _check_bounds(frame: Frame) -> None:
    nodes = 0
    level: list[object] = [frame]
    for _ in range(MAX_DEPTH):
        nodes += len(level)
        if nodes > MAX_NODES:
            raise WireError(f"more than {MAX_NODES} values in a frame")
        below: list[object] = []
        for value in level:
            if type(value) is dict:
                below.extend(value)
                below.extend(value.values())
            elif type(value) is list:
                below.extend(value)
            else:
                _check_scalar(value)
        if not below:
            return
        level = below
    raise WireError(f"nested more than {MAX_DEPTH} deep")


def _check_scalar(value: object) -> None:
    if type(value) is str:
        if len(value) > MAX_TEXT:
            raise WireError(f"a text of {len(value)} characters is over the bound of {MAX_TEXT}")
        if not value.isascii() and any("\ud800" <= char <= "\udfff" for char in value):
            raise WireError("a text has a lone surrogate")
    elif type(value) is int:
        if value.bit_length() > MAX_BITS:
            raise WireError(f"an integer of {value.bit_length()} bits is over the bound of {MAX_BITS}")
    elif type(value) is float and not math.isfinite(value):
        raise WireError("a number is not finite")


def encode(value: object, special: Encoder | None = None, depth: int = 0) -> object:
    """Return JSON for a plain value, by its exact type.

    `special` is asked first for what only one end knows (handles, witnesses). Raises NotPlainError for anything else
    than plain data, and WireError for plain data over a bound.
    """
    if special is not None and (known := special(value)) is not None:
        return known
    value = _plain(value)
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind in (str, int):
        _check_scalar(value)
        return value
    if kind is float:
        return value if math.isfinite(value) else {"n": repr(value)}  # type: ignore[arg-type]  # kind is float
    if depth >= MAX_DEPTH // 2 - 2:  # a tagged container takes two levels of JSON
        raise WireError("a value is nested too deeply to cross the wall")
    return _encode_container(value, special, depth + 1)


def _plain(value: Any) -> object:  # noqa: ANN401 - anything
    """Return an instance of a plain type's subclass as one of the type itself, by the type's own methods."""
    kind = type(value)
    if kind in _PLAIN or value is None:
        return value
    for base, copy in _PLAIN.items():
        if issubclass(kind, base):
            return copy(value)
    return value


_PLAIN: Final[dict[type, Callable[[Any], object]]] = {
    bool: bool,
    int: int.__int__,
    float: float.__float__,
    str: str.__str__,
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    list: lambda value: list.__getitem__(value, slice(None)),
    tuple: lambda value: tuple.__getitem__(value, slice(None)),
    dict: lambda value: dict(dict.items(value)),
    set: lambda value: set(set.__iter__(value)),
    frozenset: lambda value: frozenset(frozenset.__iter__(value)),
}


def _encode_container(value: object, special: Encoder | None, depth: int) -> object:
    kind = type(value)
    if kind is bytes:
        text = base64.b64encode(value).decode()  # type: ignore[arg-type]  # kind is bytes
        if len(text) > MAX_TEXT:
            raise WireError(f"{len(text)} bytes in one value are over the bound of {MAX_TEXT}")
        return {"b": text}
    if kind is dict:
        pairs = value.items()  # type: ignore[attr-defined]  # kind is dict
        return {"d": [[encode(k, special, depth), encode(v, special, depth)] for k, v in pairs]}
    if kind in _TAGS:
        items = [encode(item, special, depth) for item in value]  # type: ignore[attr-defined]  # kind is iterable
        return items if kind is list else {_TAGS[kind]: items}
    if isinstance(value, BaseException) and issubclass(kind, BaseException):
        return {"e": encode_error(value, depth=depth)}
    raise NotPlainError(f"{kind.__name__} is not plain data (numbers, text, bytes, list, tuple, dict, set, None)")


_TAGS: Final[dict[type, str]] = {list: "l", tuple: "t", set: "s", frozenset: "z"}


def encode_error(error: BaseException, traceback: str = "", *, planned: bool = False, depth: int = 0) -> Frame:
    """Return what is told of an exception: names, text, and its arguments where those are plain data."""
    told: Frame = {
        "names": [_name(kind) for kind in type(error).__mro__[:-1]][:20],
        "message": _message(error),
        "traceback": _clean(traceback)[-16_000:],
        "planned": planned,
    }
    if type(error) in BUILT_IN_ERRORS.values() and not isinstance(error, BaseExceptionGroup):
        with contextlib.suppress(WireError, NotPlainError):  # then the message has to do
            told["args"] = [encode(arg, None, depth + 1) for arg in error.args]
    return told


def _name(kind: type) -> str:
    """Return a class's name; one that only borrows a built-in exception's name is told apart."""
    name = _clean(kind.__name__)[:100]
    return name if BUILT_IN_ERRORS.get(name, kind) is kind else f"{name} (a class of your own)"


def _message(error: BaseException) -> str:
    try:
        return _clean(str(error))[:4000]
    except BaseException:
        return "(its __str__ failed)"


def _clean(text: str) -> str:
    """Make any text fit for the wire."""
    return text.encode("utf-8", "backslashreplace").decode()


def decode(data: object, special: Decoder | None = None) -> object:
    """Return the plain value for decoded JSON; raises WireError when the form is wrong.

    `special` gets every tagged object that isn't plain data, and raises WireError for those that it doesn't know.
    """
    if type(data) is list:
        return [decode(item, special) for item in data]
    if type(data) is not dict:
        return data
    if len(data) != 1:
        raise WireError("a tagged value has one key")
    ((tag, body),) = data.items()
    try:
        return _decode_tagged(tag, body, special, data)
    except (TypeError, ValueError, KeyError, AttributeError) as error:
        raise WireError(f"a value tagged {tag!r} is malformed: {error}") from None


def _hashable(items: list[object]) -> list[object]:
    """Refuse items that all hash alike: a set or dict of them would take for ever to build."""
    if len(items) > _ALIKE and max(Counter(map(hash, items)).values()) > _ALIKE:
        raise WireError(f"more than {_ALIKE} values with the same hash")
    return items


def _decode_tagged(tag: str, body: Any, special: Decoder | None, data: object) -> object:  # noqa: ANN401 - JSON
    if tag in _MAKERS:
        if type(body) is not list:
            raise WireError(f"a value tagged {tag!r} holds a list")
        items = [decode(item, special) for item in body]
        return _MAKERS[tag](items if tag == "t" else _hashable(items))
    if tag == "d":
        keys = _hashable([decode(key, special) for key, _ in body])
        return dict(zip(keys, [decode(value, special) for _, value in body], strict=True))
    if tag == "b":
        return base64.b64decode(body, validate=True)
    if tag == "n":
        return _FLOATS[body]
    if tag == "e":
        return decode_error(body)
    if special is None:
        raise WireError(f"unknown tag {tag!r}")
    return special(data)


_MAKERS: Final[dict[str, Callable[[Any], object]]] = {"t": tuple, "s": set, "z": frozenset}


def decode_error(body: object) -> Exception:
    """Return an exception of our own for one that was told; raises WireError when the form is wrong."""
    if type(body) is not dict:
        raise WireError("a told exception is an object")
    names, message, traceback = body.get("names"), body.get("message"), body.get("traceback", "")
    if type(names) is not list or not all(type(name) is str for name in names):
        raise WireError("a told exception has a list of names")
    if type(message) is not str or type(traceback) is not str:
        raise WireError("a told exception has a message and a traceback")
    args = body.get("args")
    plain = tuple(decode(arg) for arg in args) if type(args) is list else None
    return revive(Told(tuple(names), message, traceback, body.get("planned") is True), plain)
