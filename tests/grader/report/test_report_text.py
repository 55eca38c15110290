"""Strangers' text and names made harmless."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.text import clean, file_stems, one_line


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("plain\n\ttext 陈小明 é 🎉", "plain\n\ttext 陈小明 é 🎉"),
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x07", "link"),
        ("\x1b(0box", "box"),
        ("a\rb", "a␍b"),
        ("a\r\nb", "a\nb"),
        ("a\x08b\x7f", "a␈b\ufffd"),
        ("abc\u202ecba", "abc\ufffdcba"),
        ("half \ud800 pair", "half \ufffd pair"),
        ("\x1b", "␛"),
    ],
)
def test_clean(raw: str, seen: str) -> None:
    assert clean(raw) == seen


@given(st.text(alphabet=st.characters(codec=None)))
def test_clean_leaves_nothing_that_a_terminal_obeys(text: str) -> None:
    cleaned = clean(text)
    cleaned.encode("utf-8")
    assert not {char for char in cleaned if ord(char) < 32 and char not in "\n\t"}
    assert not any(0x7F <= ord(char) < 0xA0 for char in cleaned)
    assert clean(cleaned) == cleaned


def test_a_flood_is_cut() -> None:
    assert clean("x" * 1_000_000) == "x" * 20_000 + "\n… (cut)"
    assert len(clean("\x1b[31m" * 100_000)) < 20_010


def test_one_line() -> None:
    assert one_line("a\n  b\t c") == "a b c"
    assert len(one_line("x" * 500)) == 300


def test_stems_are_readable_safe_and_unlike() -> None:
    names = ["ann", "陈小明", "Zoë", "../../etc/passwd", "a/b", "a_b", "ANN", "CON", "", ".", "con", "x" * 500, "index"]
    stems = file_stems(names)
    assert stems["陈小明"] == "陈小明"
    assert stems["Zoë"] == "Zoë"
    assert stems["a_b"] != stems["a/b"]
    assert len({stem.casefold() for stem in stems.values()}) == len(names)
    for stem in stems.values():
        assert stem
        assert not set(stem) & set('/\\.:*?"<>|\x00')
        assert len(stem.encode()) < 200


@given(st.lists(st.text(), unique=True))
def test_no_two_names_share_a_file(names: list[str]) -> None:
    stems = file_stems(names)
    assert len({stem.casefold() for stem in stems.values()}) == len(names)
