"""Topics as data."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Course, CourseError, Topic

TOML = """
title = "Queues"
title_zh = "队列"
modules = ["queues.py"]
support = ["workloads.py"]
lecture = "Queue: put, get"

[hidden]
correctness = 20
race = 24
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    topic = tmp_path / "assignments" / "03_queue"
    hidden = tmp_path / "tests" / "hidden" / "03_queue"
    topic.mkdir(parents=True)
    hidden.mkdir(parents=True)
    (topic / "assignment.toml").write_text(TOML, encoding="utf-8")
    for name in ("queues.py", "workloads.py", "test_03_queue.py", "README.md"):
        (topic / name).write_text(f"# {name}\n")
    (hidden / "test_03_queue_hidden.py").write_text("")
    return tmp_path


def topic(root: Path) -> Topic:
    return Course(root).topic("03_queue")


def test_a_topic_says_what_it_is_and_where(root: Path) -> None:
    found = topic(root)
    assert (found.name, found.title, found.title_zh) == ("03_queue", "Queues", "队列")
    assert (found.modules, found.support) == (("queues.py",), ("workloads.py",))
    assert found.hidden == {"correctness": 20, "race": 24}
    assert found.public_test == root / "assignments" / "03_queue" / "test_03_queue.py"
    assert [path.name for path in found.tests] == ["test_03_queue.py", "test_03_queue_hidden.py"]
    assert found.solutions == root / "solutions" / "03_queue"
    assert found.handout == {"workloads.py", "test_03_queue.py", "README.md", "assignment.toml"}


def test_the_course_is_found_from_below(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root / "assignments" / "03_queue")
    assert Course.find().root == root
    assert Course.find(root).root == root


def test_no_course_is_said(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="--course"):
        Course.find(tmp_path)


@pytest.mark.parametrize(("name", "advice"), [("03_queues", "did you mean 03_queue?"), ("zz", "there are: 03_queue")])
def test_an_unknown_topic_gets_advice(name: str, advice: str, root: Path) -> None:
    with pytest.raises(CourseError) as caught:
        Course(root).topic(name)
    assert advice in str(caught.value)


@pytest.mark.parametrize(
    "path",
    [
        "assignments/03_queue/assignment.toml",
        "assignments/03_queue/test_03_queue.py",
        "assignments/03_queue/workloads.py",
        "tests/hidden/03_queue/test_03_queue_hidden.py",
        "tests/hidden/03_queue/helpers.py",
    ],
)
def test_the_digest_follows_what_decides_about_points(path: str, root: Path) -> None:
    before = topic(root).digest()
    with (root / path).open("a") as file:
        file.write("# changed\n")
    assert topic(root).digest() != before


def test_the_digest_does_not_follow_the_handout(root: Path) -> None:
    before = topic(root).digest()
    (root / "assignments" / "03_queue" / "README.md").write_text("changed")
    assert topic(root).digest() == before


def test_a_missing_part_is_said(root: Path) -> None:
    (root / "assignments" / "03_queue" / "test_03_queue.py").unlink()
    with pytest.raises(CourseError, match=r"03_queue cannot read .*test_03_queue\.py"):
        topic(root).digest()


@pytest.mark.parametrize(
    "change",
    [
        'modules = ["queues.py"]|modules = ["../queues.py"]',
        'modules = ["queues.py"]|modules = []',
        'title = "Queues"|titel = "Queues"',
        "race = 24|magic = 24",
        "race = 24|race = -1",
        "[hidden]|[hidden",
    ],
)
def test_a_wrong_assignment_is_said_with_its_path(change: str, root: Path) -> None:
    old, new = change.split("|")
    path = root / "assignments" / "03_queue" / "assignment.toml"
    path.write_text(TOML.replace(old, new), encoding="utf-8")
    with pytest.raises(CourseError, match=r"assignment\.toml is not a topic"):
        _ = Course(root).topics
