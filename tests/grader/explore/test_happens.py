"""Which operations of a run are ordered, and which only happened to come so."""

from __future__ import annotations

from typing import Final

import pytest

from grader.explore.happens import racy_places, shared_objects, signatures
from grader.explore.schedule import ORDER, READ, SYNC, WRITE, Op

Ops = list[tuple[int, Op]]


def ops(text: str) -> Ops:
    """`0r.x` is a read of `.x` by task 0, `w` a write, `s` a sync, `o` an order."""
    kinds = {"r": READ, "w": WRITE, "s": SYNC, "o": ORDER}
    return [(int(word[0]), Op(kinds[word[1]], word[2:])) for word in text.split()]


RACES: Final = {
    "0w.x 1w.x": {".x"},
    "0w.x 1r.x": {".x"},
    "0r.x 1w.x": {".x"},
    "0r.x 1r.x": set(),
    "0w.x 1w.y": set(),
    "0w.x 0w.x": set(),
    "0slock 0w.x 0slock 1slock 1w.x 1slock": set(),
    "0slock 0w.x 0slock 1slot 1w.x 1slot": {".x"},  # another lock orders nothing
    "0slock 0slock 0w.x 1slock 1w.x": {".x"},  # after it was given back
    "0w.x 0otask1 1otask1 1w.x 1otask1 0otask1 0w.x": set(),  # started by, and joined
    "0w.x 0otask1 1otask1 1w.x 0w.x": {".x"},
    "0w.x 0sa 1sa 1sb 2sb 2w.x": set(),  # by way of a third
}


@pytest.mark.parametrize("text", RACES)
def test_races(text: str) -> None:
    assert racy_places(ops(text)) == RACES[text]


EQUIVALENT: Final = [
    ("0w.x 1w.y", "1w.y 0w.x"),
    ("0r.x 1r.x 0r.x", "0r.x 0r.x 1r.x"),
    ("0slock 0slock 1w.x 1slock", "1w.x 0slock 0slock 1slock"),
    ("0r.x 1r.x 2w.x", "1r.x 0r.x 2w.x"),
]
DIFFERENT: Final = [
    ("0w.x 1w.x", "1w.x 0w.x"),
    ("0r.x 1w.x", "1w.x 0r.x"),
    ("0slock 1slock", "1slock 0slock"),
    ("0r.x 1r.x 2w.x", "0r.x 2w.x 1r.x"),
    ("0r.x", "0w.x"),
    ("0w.x 0w.x", "0w.x"),
    ("0w.x", "1w.x"),
]


@pytest.mark.parametrize(("one", "other"), EQUIVALENT)
def test_equivalent_runs_have_one_signature(one: str, other: str) -> None:
    assert signatures(ops(one))[-1] == signatures(ops(other))[-1]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_runs_have_others(one: str, other: str) -> None:
    assert signatures(ops(one))[-1] != signatures(ops(other))[-1]


def test_each_prefix_has_a_signature() -> None:
    told = ops("0w.x 1w.x 0slock 1r.y")
    assert len(signatures(told)) == 5
    assert signatures(told)[:3] == signatures(told[:2])


def test_shared_objects_are_those_of_several_tasks() -> None:
    assert shared_objects(ops("0slock 1slock 0sown 1w.x 0w.x 0otask1 1otask1")) == {"lock"}
    assert shared_objects(ops("0otask1 1otask1 0stask1")) == {"task1"}, "somebody looks whether it has ended"
