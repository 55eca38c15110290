"""The topics themselves: what is handed out fits together, right answers pass, and every known fault is caught.

Right and wrong answers are graded as a class, idle and with four busy loops beside: a verdict that depends on the
machine would show. `benchmarks.soak --content` does it twenty times.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from grader import sandbox
from grader.check import KINDS, Check, check_of
from grader.cli import run
from grader.course import Course, Topic
from tests.load import busy_loops

ROOT = Path(__file__).resolve().parent.parent
TOPICS = Course.find(ROOT).topics


def is_explored(topic: Topic) -> bool:
    return uses(topic, "student.explore(")


def uses(topic: Topic, words: str) -> bool:
    return any(words in file.read_text(encoding="utf-8") for file in topic.tests)


WAITING = [topic for topic in TOPICS if not is_explored(topic) or uses(topic, "student.if_explorable(")]
"""Topics whose gradings mostly wait, until it is sure that an answer hangs: many go on at once, of several topics."""
EXPLORED = [topic for topic in TOPICS if topic not in WAITING]
"""Topics whose gradings keep a processor busy: more of them at once would be slower, and load has no say in them."""
CASES = {
    "waiting": (WAITING, 0, 16),
    **{topic.name: ([topic], 0, 2) for topic in EXPLORED},
    "busy": ([topic for topic in WAITING if not is_explored(topic)], 4, 16),
}
"""Which answers are graded together, beside how many busy loops, and how many at once."""

by_topic = pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.name)


def checks(file: Path) -> dict[str, Check]:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    found = {name: check_of(value) for name, value in vars(module).items() if name.startswith("test_")}
    return {name: check for name, check in found.items() if check is not None and check.points}


def points(found: dict[str, Check]) -> dict[str, int]:
    kinds: dict[str, int] = defaultdict(int)
    for check in found.values():
        kinds[check.kind] += check.points
    return dict(kinds)


def answers(topic: Topic, kind: str) -> list[Path]:
    return sorted(folder for folder in (topic.solutions / kind).iterdir() if folder.is_dir())


def first_line(folder: Path, topic: Topic) -> str:
    return (folder / topic.modules[0]).read_text(encoding="utf-8").partition("\n")[0]


def must_catch(folder: Path, topic: Topic) -> list[str]:
    match = re.fullmatch(r"# fault: (?P<fault>.+?) \| caught by: (?P<kinds>[a-z, ]+)", first_line(folder, topic))
    assert match, f"{folder}: the first line is not `# fault: ... | caught by: ...`"
    return [kind.strip() for kind in match["kinds"].split(",")]


@by_topic
def test_points_add_up_and_students_know_the_hidden_ones(topic: Topic) -> None:
    public = checks(topic.public_test)
    hidden = {name: check for file in topic.tests[1:] for name, check in checks(file).items()}
    assert sum(points(public).values()) + sum(points(hidden).values()) == 100
    assert points(hidden) == topic.hidden
    assert 8 <= len(public) + len(hidden) <= 14
    assert 0.2 <= sum(points(public).values()) / 100 <= 0.5
    assert all(check.hints for check in (public | hidden).values()), "every check has a hint"


@by_topic
def test_there_are_answers_enough(topic: Topic) -> None:
    assert (topic.solutions / "reference").is_dir()
    assert len(answers(topic, "right")) >= 3
    assert len(answers(topic, "wrong")) >= 10
    for folder in answers(topic, "right"):
        assert first_line(folder, topic).startswith("# style: "), folder
    for folder in answers(topic, "wrong"):
        assert set(must_catch(folder, topic)) <= set(KINDS), folder


@by_topic
@pytest.mark.parametrize("name", ["README.md", "README.zh.md"])
def test_handouts_say_every_name_and_all_points(topic: Topic, name: str) -> None:
    text = (topic.folder / name).read_text(encoding="utf-8")
    stub = (topic.folder / topic.modules[0]).read_text(encoding="utf-8")
    names = re.findall(r"^(?:async )?(?:def|class) ([A-Za-z]\w+)", stub, re.MULTILINE)
    assert names
    assert [each for each in names if each not in text] == []
    assert stub.count("TODO") >= stub.count("NotImplementedError") > 0
    assert f"pytest assignments/{topic.name}" in text
    rows = re.findall(r"^\| *(\w+)[^|]*\| *(\d*) *\| *(\d*) *\|", text, re.MULTILINE)
    told = {kind: (int(public or 0), int(hidden or 0)) for kind, public, hidden in rows if kind in KINDS}
    public = points(checks(topic.public_test))
    assert told == {
        kind: (public.get(kind, 0), topic.hidden.get(kind, 0))
        for kind in KINDS
        if kind in public or kind in topic.hidden
    }


def test_file_names_are_unique_and_shadow_nothing() -> None:
    names = [file.name for topic in TOPICS for file in topic.tests]
    assert len(names) == len(set(names))
    for topic in TOPICS:
        for module in topic.modules:
            assert module.removesuffix(".py") not in sys.stdlib_module_names


def classroom(topics: list[Topic], folder: Path) -> Iterator[tuple[str, Topic, Path]]:
    """Lay out a class in which every answer is handed in by a student of its own."""
    for topic in topics:
        sources = {"stub": topic.folder, "reference": topic.solutions / "reference"}
        sources |= {f"right-{each.name}": each for each in answers(topic, "right")}
        sources |= {f"wrong-{each.name}": each for each in answers(topic, "wrong")}
        for name, source in sources.items():
            handed_in = folder / f"{topic.name}-{name}" / topic.name
            handed_in.mkdir(parents=True)
            for module in topic.modules:
                shutil.copy(source / module, handed_in)
            yield name, topic, source


@pytest.mark.long
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("case", CASES)
def test_every_answer_gets_what_it_deserves(case: str, tmp_path: Path) -> None:
    topics, loops, jobs = CASES[case]
    handed_in = list(classroom(topics, tmp_path / "class"))
    options = ["--course", str(ROOT), "--jobs", str(jobs)]
    options += [] if sandbox.probe().available else ["--unsafe"]
    with busy_loops(loops) if loops else nullcontext():
        code = run(["grade", str(tmp_path / "class"), "--out", str(tmp_path / "out"), *options])
    assert code == 0
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8")):
        found[row["student"]].append(row)
    assert len(found) == len(handed_in)
    wrong = [
        f"{topic.name} {name}: {complaint}"
        for name, topic, source in handed_in
        for complaint in complaints(name, source, topic, found[f"{topic.name}-{name}"])
    ]
    assert not wrong, "\n".join(wrong)


def complaints(name: str, source: Path, topic: Topic, rows: list[dict[str, Any]]) -> Iterator[str]:
    failed = [row for row in rows if row["outcome"] != "passed"]
    told = "; ".join(f"{row['check']}: {row['outcome']}: {row['message'][:200]}" for row in failed)
    if name == "stub":
        if any(row["outcome"] != "todo" for row in rows):
            yield f"not all to do: {told}"
    elif not name.startswith("wrong-"):
        if failed or sum(row["points"] for row in rows) != 100:
            yield f"not 100 points: {told}"
    else:
        caught = {row["kind"] for row in failed if row["outcome"] == "failed"}
        if missing := set(must_catch(source, topic)) - caught:
            yield f"no check of {', '.join(sorted(missing))} fails ({told or 'all pass'})"
        if len(failed) == len(rows):
            yield "passes no check at all"
        if any(row["outcome"] in ("inconclusive", "grader_error") for row in rows):
            yield f"not judged: {told}"
