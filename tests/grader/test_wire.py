"""The wire: plain data survives it by exact type, and nothing else passes."""

from __future__ import annotations

import string
import sys
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterator
from enum import IntFlag
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import wire
from grader.facts import StudentError, told_of

texts = st.text('ab\0\n"é中\U0001f40e', max_size=5)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts | st.binary(max_size=9)
hashable: st.SearchStrategy[Any] = st.deferred(
    lambda: scalars | st.lists(hashable, max_size=3).map(tuple) | st.frozensets(hashable, max_size=3)
)
plain: st.SearchStrategy[Any] = st.deferred(
    lambda: (
        hashable
        | st.sets(hashable, max_size=3)
        | st.lists(plain, max_size=4)
        | st.dictionaries(hashable, plain, max_size=4)
        | st.tuples(plain, plain)
    )
)


def across(value: object) -> Any:
    frame = wire.pack({"value": wire.encode(value)})
    assert wire.body_length(frame[: wire.HEADER]) == len(frame) - wire.HEADER
    return wire.decode(wire.unpack(frame[wire.HEADER :])["value"])


def form(value: Any) -> object:
    """Return a description of a value that has exact types in it, and knows no order in sets."""
    if isinstance(value, dict):
        return "dict", [(form(key), form(item)) for key, item in value.items()]
    if isinstance(value, list | tuple):
        return type(value).__name__, [form(item) for item in value]
    if isinstance(value, set | frozenset):
        return type(value).__name__, sorted(repr(form(item)) for item in value)
    return type(value).__name__, repr(value)


@given(plain)
def test_plain_data_comes_back_with_the_same_types_and_values(value: object) -> None:
    assert form(across(value)) == form(value)


class Liar(int):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__


class FakeList:
    __class__ = list  # type: ignore[assignment]  # the lie under test


@pytest.mark.parametrize("value", [FakeList(), bytearray(b"x"), object(), [object()], lambda: 1, 1j, range(3)])
def test_only_plain_data_crosses(value: object) -> None:
    with pytest.raises(wire.NotPlainError):
        wire.encode(value)


class Pair(NamedTuple):
    left: int
    right: str


class Text(str):
    def __str__(self) -> str:
        return "a lie"

    __eq__ = Liar.__eq__
    __hash__ = str.__hash__


class Listed(list[int]):
    def __iter__(self) -> Iterator[int]:
        return iter([9])


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Liar(3), 3),
        (Counter("aab"), {"a": 2, "b": 1}),
        (OrderedDict(a=Liar(1)), {"a": 1}),
        (defaultdict(int, a=1), {"a": 1}),
        (Pair(1, "x"), (1, "x")),
        (Text("true"), "true"),
        (Listed([1, 2]), [1, 2]),
        (IntFlag("Flag", ["ONE"]).ONE, 1),  # type: ignore[attr-defined]  # made by name
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_subclass_crosses_as_what_its_base_holds(value: object, plain: object) -> None:
    assert form(across(value)) == form(plain)


@pytest.mark.parametrize("value", [2**4097, "x" * (wire.MAX_TEXT + 1), "\ud800", b"x" * wire.MAX_TEXT])
def test_what_is_over_a_bound_does_not_leave(value: object) -> None:
    with pytest.raises(wire.WireError):
        wire.encode(value)


def test_what_is_nested_too_deeply_does_not_leave() -> None:
    value: list[object] = []
    for _ in range(50):
        value = [value]
    with pytest.raises(wire.WireError):
        wire.encode(value)


def test_the_deepest_that_leaves_also_arrives() -> None:
    value: object = ()
    while True:
        deeper = (value, {"k": 1})
        try:
            wire.encode(deeper)
        except wire.WireError:
            break
        value = deeper
    assert across(value) == value


@pytest.mark.parametrize(
    "body",
    [
        b"[1]",
        b'"text"',
        b"{",
        b"\xff",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1e999}',
        b'{"a": "\\ud800"}',
        b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}",
        b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"a": ' + b"9" * 2000 + b"}",
        b'{"a": ' + b"9" * 10_000 + b"}",
        b'{"a": [' + b"1," * 200_000 + b"1]}",
        b'{"a": "' + b"x" * (wire.MAX_TEXT + 1) + b'"}',
    ],
    ids=lambda body: repr(body[:24]),
)
def test_the_decoder_refuses(body: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.unpack(body)


def test_a_frame_over_the_bound_is_refused_by_its_header() -> None:
    with pytest.raises(wire.WireError, match="bound"):
        wire.body_length((wire.MAX_FRAME + 1).to_bytes(4, "big"))
    with pytest.raises(wire.WireError, match="bound"):
        wire.pack({"a": ["x" * 1_000_000] * 5})


@pytest.mark.parametrize(
    "data",
    [
        {"t": 1},
        {"t": [1], "s": [2]},
        {},
        {"q": 1},
        {"s": [[1]]},
        {"d": [[1]]},
        {"d": [[[1], 2]]},
        {"d": 3},
        {"b": "!"},
        {"b": 1},
        {"n": "1"},
        {"n": []},
        {"e": 1},
        {"e": {"names": "ValueError", "message": ""}},
        {"e": {"names": [1], "message": ""}},
        {"e": {"names": [], "message": None}},
        {"h": 1},
    ],
    ids=repr,
)
def test_a_malformed_value_is_refused(data: object) -> None:
    with pytest.raises(wire.WireError):
        wire.decode(data)


@given(st.binary(max_size=200) | st.text(string.printable, max_size=200).map(str.encode))
def test_any_bytes_are_a_frame_or_a_wire_error(body: bytes) -> None:
    try:
        frame = wire.unpack(body)
        wire.decode(frame)
    except wire.WireError:
        pass


class Unlucky(ValueError):
    pass


class Mute(Exception):
    def __str__(self) -> str:
        raise RuntimeError


def told(error: BaseException) -> Exception:
    return wire.decode_error(wire.encode_error(error))


def test_a_built_in_exception_comes_back_as_itself() -> None:
    back = told(KeyError("name", 3))
    assert type(back) is KeyError
    assert back.args == ("name", 3)


def test_a_students_exception_keeps_its_built_in_base() -> None:
    back = told(Unlucky("13"))
    assert isinstance(back, StudentError)
    assert isinstance(back, ValueError)
    assert (back.name, back.message) == ("Unlucky", "13")
    assert back.names == ("Unlucky", "ValueError", "Exception", "BaseException")


@pytest.mark.parametrize("error", [SystemExit(0), KeyboardInterrupt(), GeneratorExit()])
def test_what_would_end_the_judge_comes_back_as_an_ordinary_exception(error: BaseException) -> None:
    back = told(error)
    assert isinstance(back, StudentError)
    assert back.name == type(error).__name__


def test_exceptions_with_special_arguments_or_no_text_still_come_back() -> None:
    assert isinstance(told(UnicodeDecodeError("utf-8", b"\xff", 0, 1, "bad")), Exception)
    assert isinstance(told(ExceptionGroup("both", [ValueError(1)])), Exception)
    assert told_of(told(Mute())).message == "(its __str__ failed)"  # type: ignore[union-attr]  # it was told
    assert told_of(ValueError()) is None
    assert str(told(ValueError("\ud800"))) == "\\ud800"


def test_exceptions_cross_as_values_too() -> None:
    back = across([ValueError("x"), 3])
    assert type(back[0]) is ValueError
    assert back[1] == 3


@pytest.mark.parametrize("tag", ["s", "z", "d"])
def test_values_that_all_hash_alike_are_refused_at_once(tag: str) -> None:
    alike = [sys.hash_info.modulus * number for number in range(50_000)]
    data = {tag: [[value, 0] for value in alike] if tag == "d" else alike}
    with pytest.raises(wire.WireError, match="same hash"):
        wire.decode(data)


def test_a_class_that_borrows_a_built_in_name_is_told_apart() -> None:
    back = told(type("ValueError", (Exception,), {"__module__": "builtins"})("x"))
    assert not isinstance(back, ValueError)
    assert isinstance(back, StudentError)
