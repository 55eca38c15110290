"""What a verdict takes over of a submission's text."""

from __future__ import annotations

import json
from dataclasses import asdict, fields

from grader.check import Check
from grader.judge.verdict import Finding, result
from grader.result import Step, Story

RED = "\x1b[31m"


def test_no_text_of_a_story_reaches_a_terminal_as_it_came() -> None:
    step = Step(0, RED, 1, RED, RED, 1.5)
    lists = {"threads": (RED,), "came": (RED,), "expected": (RED,), "notes": (RED,), "picture": (RED,)}
    story = Story(pattern=RED, steps=(step,), schedule=RED, **lists)
    assert {field.name for field in fields(Story)} == {"pattern", "steps", "schedule", *lists}

    made = result("test_it", Check(1, "race", "it"), Finding("failed", RED, RED, story=story))

    said = json.dumps(asdict(made))
    assert "\\u001b" not in said
    assert said.count("\\\\x1b[31m") == 2 + 2 + len(lists) + 3
    assert made.story is not None
    assert made.story.steps[0].at == 1.5


def test_a_story_is_as_long_as_it_needs_to_be_but_no_line_of_it() -> None:
    story = Story("lost update", ("1",), (Step(0, "a.py", 1, "x" * 100_000, ""),), (), (), "-")
    made = result("test_it", Check(1, "race", "it"), Finding("failed", "", story=story))
    assert made.story is not None
    assert 300 <= len(made.story.steps[0].source) < 400
