"""Complaints about a topic's files: a topic that is whole has none, and each slip is told with the file to mend."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.course import Course, CourseError, Topic
from grader.course.lint import lint
from grader.course.new import lay_out

NAME = "20_tallies"
A, H, S = f"assignments/{NAME}", f"tests/hidden/{NAME}", f"solutions/{NAME}"
STUB, PUBLIC, HIDDEN = f"{A}/tallies.py", f"{A}/test_{NAME}.py", f"{H}/test_{NAME}_hidden.py"
NO_LOCK, REFERENCE = f"{S}/wrong/no_lock/tallies.py", f"{S}/reference/tallies.py"

Change = Callable[[Path], object]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "assignments").mkdir()
    lay_out(tmp_path, NAME, "Tallies", "计数")
    return tmp_path


def topic(root: Path) -> Topic:
    return Course(root).topic(NAME)


def put(path: str, text: str) -> Change:
    def change(root: Path) -> None:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")

    return change


def swap(path: str, old: str, new: str) -> Change:
    def change(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), encoding="utf-8")

    return change


def gone(path: str) -> Change:
    def change(root: Path) -> None:
        (shutil.rmtree if (root / path).is_dir() else Path.unlink)(root / path)

    return change


SLIPS: dict[str, tuple[Change, str]] = {
    "a handout is missing": (gone(f"{A}/README.zh.md"), f"{A}/README.zh.md is missing"),
    "the stub is missing": (gone(STUB), f"{STUB} is missing"),
    "a support file is missing": (gone(f"{A}/workloads.py"), f"{A}/workloads.py is missing"),
    "the public checks are missing": (gone(PUBLIC), f"{PUBLIC} is missing"),
    "the hidden checks are missing": (gone(HIDDEN), f"{H} has no test_*.py"),
    "the reference is missing": (gone(f"{S}/reference"), f"{REFERENCE} is missing"),
    "an answer lacks its module": (gone(NO_LOCK), f"{NO_LOCK} is missing"),
    "a file is no text": (lambda root: (root / REFERENCE).write_bytes(b"\xff\xfe"), f"{REFERENCE} is not UTF-8"),
    "a stray beside the stub": (put(f"{A}/notes.txt", ""), f"{A}/notes.txt belongs to no part"),
    "a stray beside the checks": (put(f"{H}/answers.json", ""), f"{H}/answers.json belongs to no part"),
    "a stray in an answer": (put(f"{S}/wrong/no_lock/old.py", ""), f"{S}/wrong/no_lock/old.py belongs to no part"),
    "a stray beside the answers": (put(f"{S}/draft/tallies.py", ""), f"{S}/draft/tallies.py belongs to no part"),
    "the stub is no Python": (put(STUB, "def f(:\n"), f"{STUB} is no Python"),
    "the stub has nothing": (put(STUB, "x = 1\n"), f"{STUB} has no function"),
    "a function is given": (
        swap(STUB, 'raise NotImplementedError("TODO: Tally.take")', "return 0"),
        f"{STUB}: Tally.take is not left to do",
    ),
    "a function has no TODO": (
        lambda root: (
            swap(STUB, "# TODO: what if somebody adds in between?", "")(root),
            swap(STUB, '"TODO: Tally.take"', '"take"')(root),
        ),
        f"{STUB}: Tally.take has no TODO",
    ),
    "a handout lacks a class": (swap(f"{A}/README.zh.md", "Tally", "Zaehler"), "README.zh.md does not name Tally"),
    "a handout lacks a method": (
        swap(f"{A}/README.zh.md", "take", "nimm"),
        "README.zh.md does not name take, which the other language does",
    ),
    "a handout does not say how to run": (swap(f"{A}/README.md", "pytest ass", "ass"), f"write `pytest {A}`"),
    "a handout says other points": (
        swap(f"{A}/README.zh.md", "| 16 | 52 |", "| 15 | 53 |"),
        f"{A}/README.zh.md: the points of race are not those of its checks: write | race | 16 | 52 |",
    ),
    "a handout says a kind that there is not": (
        swap(f"{A}/README.md", "| faults | | 12", "| cleanup | | 4 | |\n| faults | | 12"),
        f"{A}/README.md: the points of cleanup are not those of its checks: remove the row",
    ),
    "too few right answers": (gone(f"{S}/right/semaphore"), f"{S}/right has 2 answers: write 3 at least"),
    "too few wrong answers": (gone(f"{S}/wrong"), f"{S}/wrong has 0 answers: write 10 at least"),
    "a right answer without its style": (
        swap(f"{S}/right/semaphore/tallies.py", "# style: ", "# "),
        f"{S}/right/semaphore/tallies.py does not begin with `# style:",
    ),
    "a wrong answer without its fault": (swap(NO_LOCK, "| caught by: race", ""), f"{NO_LOCK} does not begin with `# f"),
    "a kind that there is not": (swap(NO_LOCK, "by: race", "by: luck"), f"{NO_LOCK} does not begin with `# fault"),
    "a mark that is stale": (
        put(f"{S}/equivalent.toml", '"0badf00d" = "same"\n'),
        f"{S}/equivalent.toml: 0badf00d is no mutant of the reference any more",
    ),
    "a mark without a reason": (
        lambda root: put(f"{S}/equivalent.toml", f'"{first_mutant(root)}" = " "\n')(root),
        "has no reason: say why",
    ),
    "marks that can't be read": (put(f"{S}/equivalent.toml", "x = 1\n"), f"{S}/equivalent.toml is not a list"),
    "the reference is no Python": (put(REFERENCE, "def f(:\n"), f"{S}/reference is no Python"),
    "checks that can't be loaded": (put(HIDDEN, "import nowhere\n"), f"{HIDDEN} cannot be loaded: ModuleNotFoundError"),
    "points that don't add up": (swap(PUBLIC, "points=16", "points=15"), f"{A}: the points of all checks add up to 99"),
    "hidden points that nobody knows": (
        swap(HIDDEN, "points=14", "points=13"),
        "under [hidden] write race = 51, faults = 12",
    ),
    "too few checks": (swap(PUBLIC, "def test_take_clears", "def take_clears"), f"{A} has 7 checks: make them 8 to 14"),
    "hardly a public point": (
        lambda root: [swap(PUBLIC, f"points={n}", "points=1")(root) for n in (8, 6, 16)],
        f"{A}: the public checks have 4 points: make them 20 to 50",
    ),
    "a check without a hint": (
        swap(PUBLIC, ', hints=("What belongs to one tally, and what to all of them?",)', ""),
        "test_each_for_itself has no hint",
    ),
    "a module of another's name": (
        lambda root: (
            (root / STUB).rename(root / A / "queue.py"),
            swap(f"{A}/assignment.toml", "tallies.py", "queue.py")(root),
        ),
        f"{A}/queue.py is called like a module of the standard library",
    ),
}  # fmt: skip


def first_mutant(root: Path) -> str:
    from grader.course.mutants import of_reference

    return of_reference(topic(root))[0].id


def test_a_new_topic_is_whole(root: Path) -> None:
    assert lint(topic(root), [topic(root)]) == []


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told(slip: str, root: Path) -> None:
    change, expected = SLIPS[slip]
    change(root)
    said = lint(topic(root))
    assert any(expected in each for each in said), said
    assert all(each.count("\n") == 0 and each.endswith(".") for each in said)


def test_what_tools_leave_and_helpers_of_checks_are_no_strays(root: Path) -> None:
    for folder in (A, H, f"{S}/wrong/no_lock", f"{S}/wrong"):
        put(f"{folder}/__pycache__/x.pyc", "")(root)
    put(f"{H}/models.py", "HELPS = True\n")(root)
    put(HIDDEN, "from models import HELPS\n" + (root / HIDDEN).read_text(encoding="utf-8"))(root)
    assert lint(topic(root)) == []


def test_helpers_of_one_topic_are_not_those_of_the_next(root: Path) -> None:
    lay_out(root, "21_more")
    before = list(sys.path)
    for name, helps in ((NAME, True), ("21_more", False)):
        file = f"tests/hidden/{name}/test_{name}_hidden.py"
        put(f"tests/hidden/{name}/models.py", f"HELPS = {helps}\n")(root)
        text = (root / file).read_text(encoding="utf-8")
        put(file, f"from models import HELPS\nassert HELPS is {helps}\n{text}")(root)
    assert [lint(each) for each in Course(root).topics] == [[], []]
    assert sys.path == before


def test_a_mark_that_holds_is_no_complaint(root: Path) -> None:
    put(f"{S}/equivalent.toml", f'"{first_mutant(root)}" = "an example"\n')(root)
    assert lint(topic(root)) == []


def test_a_file_of_checks_that_two_topics_have_is_told(root: Path) -> None:
    lay_out(root, "21_more")
    (root / HIDDEN).rename(root / H / "test_21_more_hidden.py")
    assert lint(topic(root), Course(root).topics) == [
        f"{H}/test_21_more_hidden.py is called like a file of 21_more: pytest takes one of each name."
    ]


def test_a_topic_of_another_name_is_told(root: Path) -> None:
    (root / A).rename(root / "assignments" / "Tallies")
    assert "call it by two digits and words" in lint(Course(root).topic("Tallies"))[0]


@pytest.mark.parametrize("name", ["tallies", "1_a", "20", "20_", "20_Tallies", "20-a", "../20_a", "20_a/b", "20_ä", ""])
def test_a_new_topic_needs_a_name(name: str, root: Path) -> None:
    before = sorted(root.rglob("*"))
    with pytest.raises(CourseError, match="is no name for a topic"):
        lay_out(root, name)
    assert sorted(root.rglob("*")) == before


@pytest.mark.parametrize("folder", ["assignments", "tests/hidden", "solutions"])
def test_a_new_topic_overwrites_nothing(folder: str, root: Path) -> None:
    (root / folder / "21_more").mkdir()
    before = sorted(root.rglob("*"))
    with pytest.raises(CourseError, match="is there already"):
        lay_out(root, "21_more")
    assert sorted(root.rglob("*")) == before


def test_a_new_topic_follows_no_link_that_leads_nowhere(root: Path) -> None:
    (root / "solutions" / "21_more").symlink_to(root / "elsewhere")
    with pytest.raises(CourseError, match="is there already"):
        lay_out(root, "21_more")


def test_a_new_topic_has_its_titles(root: Path) -> None:
    assert (topic(root).title, topic(root).title_zh) == ("Tallies", "计数")
    assert (root / A / "README.zh.md").read_text(encoding="utf-8").startswith("# 20 计数\n")
    lay_out(root, "21_any_words")
    lay_out(root, "22_more", 'A "title" \\ of\ntwo lines')
    assert [each.title for each in Course(root).topics[1:]] == ["Any words", 'A "title" \\ of two lines']
    assert [lint(each, Course(root).topics) for each in Course(root).topics] == [[], [], []]


@pytest.mark.parametrize("word", ["queue", "class", "workloads", "test_me", "pytest"])
def test_the_module_of_a_new_topic_is_nobody_elses(word: str, root: Path) -> None:
    lay_out(root, f"21_{word}")
    found = Course(root).topic(f"21_{word}")
    assert found.modules == (f"my_{word}.py",)
    assert lint(found) == []
