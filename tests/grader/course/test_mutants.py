"""Mutants: what each operator changes and what it leaves alone, and that a mutant keeps its name."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.course import Course
from grader.course.mutants import Mutant, marked, mutants
from grader.course.new import lay_out
from grader.course.operators import OPERATORS
from grader.course.source import Edit, Source


def made(source: str, operator: str = "") -> list[Mutant]:
    return [each for each in mutants(textwrap.dedent(source), "m.py") if operator in ("", each.operator)]


def changes(source: str, operator: str) -> list[tuple[str, str]]:
    return [(each.before, each.after) for each in made(source, operator)]


def body(*lines: str) -> str:
    return "async def f(self):\n" + "".join(f"    {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["with self._lock:", "    self.n += 1"], [("with self._lock:", "if True:")]),
        (["async with lock: self.n += 1"], [("async with lock: self.n += 1", "if True: self.n += 1")]),
        (
            ["with locks[0]:  # both: in order", "    pass"],
            [("with locks[0]:  # both: in order", "if True:  # both: in order")],
        ),
        (
            ["with a, open(b) as file, c:", "    pass"],
            [
                ("with a, open(b) as file, c:", "with open(b) as file, c:"),
                ("with a, open(b) as file, c:", "with a, open(b) as file:"),
            ],
        ),
        (
            ["lock.acquire()", "try:", "    work()", "finally:", "    lock.release()", "    other.release()"],
            [("lock.acquire()\nlock.release()", "pass\npass")],
        ),
        (["await slots.acquire()", "work()"], [("await slots.acquire()", "pass")]),
        (["lock.acquire()", "def inner():", "    lock.release()"], [("lock.acquire()", "pass")]),
    ],
)
def test_a_lock_is_dropped(lines: list[str], expected: list[tuple[str, str]]) -> None:
    assert changes(body(*lines), "drop a lock") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ["with open(path) as file:", "    pass"],
        ["with pool.lease():", "    pass"],
        ["with self._lock as held:", "    pass"],
        ["if lock.acquire(timeout=1):", "    lock.release()"],
    ],
)
def test_what_is_no_mere_lock_is_not_dropped(lines: list[str]) -> None:
    assert changes(body(*lines), "drop a lock") == []


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["self.n += 1", "self.m += 1"], [("self.n += 1\nself.m += 1", "self.m += 1\nself.n += 1")]),
        (["a = b", "b = 1"], [("a = b\nb = 1", "b = 1\na = b")]),
        (["if x:", "    items.append(1)", "    ready.notify()"],
         [("items.append(1)\nready.notify()", "ready.notify()\nitems.append(1)")]),
        (["self.put(", "    1)", "work()"], [("self.put(\n    1)\nwork()", "work()\nself.put(\n    1)")]),
    ],
)  # fmt: skip
def test_two_lines_are_swapped(lines: list[str], expected: list[tuple[str, str]]) -> None:
    assert changes(body(*lines), "swap two lines") == expected


@pytest.mark.parametrize(
    "lines",
    [
        ['"""Do."""', "self.n += 1"],
        ["a = 0", "b = []"],
        ["a = work()", "b: list[int] = []"],
        ["self.n += 1", "self.n += 1"],
        ["self.n += 1", "return self.n"],
        ["self.n += 1", "for x in y:", "    work()"],
    ],
)
def test_lines_that_nobody_could_tell_apart_are_not_swapped(lines: list[str]) -> None:
    assert changes(body(*lines), "swap two lines") == []


def test_the_values_of_a_new_object_are_not_swapped_but_what_follows_from_them_is() -> None:
    new = "def __init__(self):\n    self.lock = Lock()\n    self.n = 0\n"
    assert changes(new, "swap two lines") == []
    assert changes(new + "    self.start()\n    work()\n", "swap two lines") == [
        ("self.start()\nwork()", "work()\nself.start()")
    ]
    assert changes("x = f()\ny = g()\nclass C:\n    x = f()\n    y = g()\n", "swap two lines") == []


def test_a_loop_looks_only_once() -> None:
    assert changes(body("while not self.items:", "    wait()"), "while -> if") == [
        ("while not self.items:", "if not self.items:")
    ]
    inner = body("while a:", "    for x in y:", "        break")
    assert changes(inner, "while -> if") == [("while a:", "if a:")]


@pytest.mark.parametrize(
    "lines",
    [
        ["while a:", "    if b:", "        break"],
        ["while a:", "    continue"],
        ["while a:", "    for x in y:", "        pass", "    else:", "        break"],
        ["while a:", "    work()", "else:", "    work()"],
        [
            "for z in q:",
            "    while a:",
            "        for x in y:",
            "            pass",
            "        else:",
            "            break",
        ],
    ],
)
def test_a_loop_that_is_left_in_the_middle_stays_one(lines: list[str]) -> None:
    assert changes(body(*lines), "while -> if") == []


def test_an_await_is_removed() -> None:
    assert changes(body("x = await  work(await y)"), "remove await") == [
        ("x = await  work(await y)", "x = work(await y)"),
        ("x = await  work(await y)", "x = await  work(y)"),
    ]
    assert changes(body("x = work(y)"), "remove await") == []


@pytest.mark.parametrize("name", ["join", "close", "notify", "notify_all", "shutdown", "task_done"])
def test_an_end_is_removed(name: str) -> None:
    assert changes(body(f"x.{name}(1)"), "remove an end") == [(f"x.{name}(1)", "pass")]
    assert changes(body(f"await x.{name}()"), "remove an end") == [(f"await x.{name}()", "pass")]
    assert changes(body(f"y = x.{name}(1)", f"{name}()", "x.start()"), "remove an end") == []


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a < b", ["a <= b"]),
        ("a <= b", ["a < b"]),
        ("a > b", ["a >= b"]),
        ("a >= b", ["a > b"]),
        ("0 < a <= 9", ["0 <= a <= 9", "0 < a < 9"]),
        ("range(n)", ["range(n + 1)"]),
        ("range(1, n - 1, 2)", ["range(1, (n - 1) + 1, 2)"]),
        ("threading.Semaphore(1)", ["threading.Semaphore(2)"]),
        ("Queue(maxsize=self.most)", ["Queue(maxsize=self.most + 1)"]),
        ("a == b", []),
        ("a is not b", []),
        ("(a  # <\n < b)", []),
        ("range(*n)", []),
        ("Lock(1)", []),
    ],
)
def test_a_bound_is_widened(before: str, after: list[str]) -> None:
    assert changes(body(f"x = {before}"), "widen a bound") == [(f"x = {before}", f"x = {each}") for each in after]


def test_the_rest_of_the_file_stays_as_it_is() -> None:
    source = '# 锁\r\n"""文"""\r\ndef f(锁, x):\r\n    with 锁:  # 拿\r\n        x = "锁" < x\r\n'
    found = {each.operator: each for each in mutants(source, "m.py")}
    assert found["drop a lock"].text == source.replace("with 锁:", "if True:")
    assert found["widen a bound"].text == source.replace("<", "<=")
    assert (found["widen a bound"].line, found["widen a bound"].file) == (5, "m.py")


def test_a_mutant_keeps_its_name_while_other_lines_change() -> None:
    source = "def f(lock):\n    with lock:\n        a()\n\ndef g(lock):\n    with lock:\n        b()\n"
    f, g = made(source)
    assert f.id != g.id
    moved = made("import x\n\n\n" + source.replace("a()", "c()").replace("        b()", "        # why\n        b()"))
    assert [(each.id, each.line) for each in moved] == [(f.id, 5), (g.id, 9)]
    before, *others = made("def e(lock):\n    with lock:\n        a()\n\n" + source)
    assert [each.id for each in others] == [f.id, g.id]
    assert before.id not in (f.id, g.id)


def test_the_same_line_twice_makes_two_mutants() -> None:
    ids = [each.id for each in made("def f(a):\n    a.join()\n    a.join()\n")]
    assert len(ids) == len(set(ids)) == 2


def test_a_mutant_that_is_no_python_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def break_it(node: ast.AST, source: Source) -> Iterator[list[Edit]]:
        if isinstance(node, ast.While):
            yield [source.replace(node, b"while")]

    monkeypatch.setitem(OPERATORS, "break it", break_it)
    assert [each.operator for each in made(body("while a:", "    work()"))] == ["while -> if"]


def test_what_is_no_python_has_no_mutants() -> None:
    with pytest.raises(SyntaxError):
        mutants("def f(:\n", "m.py")


def test_every_mutant_of_an_example_can_be_compiled_and_differs(tmp_path: Path) -> None:
    (tmp_path / "assignments").mkdir()
    lay_out(tmp_path, "20_tallies")
    text = (tmp_path / "solutions" / "20_tallies" / "reference" / "tallies.py").read_text(encoding="utf-8")
    found = mutants(text, "tallies.py")
    assert [each.operator for each in found] == ["drop a lock", "drop a lock", "swap two lines"]
    assert len({each.text for each in found} | {text}) == 4


def test_marks_are_read_and_none_is_none(tmp_path: Path) -> None:
    (tmp_path / "assignments").mkdir()
    lay_out(tmp_path, "20_tallies")
    topic = Course(tmp_path).topic("20_tallies")
    assert marked(topic) == {}
    (topic.solutions / "equivalent.toml").write_text('"0a1b2c3d" = "why"\n', encoding="utf-8")
    assert marked(topic) == {"0a1b2c3d": "why"}
