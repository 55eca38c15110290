"""Stories as text."""

from __future__ import annotations

from grader.report.story import as_text
from grader.result import Step, Story


def test_a_story_shows_times_and_the_picture() -> None:
    steps = (Step(0, "a.py", 3, "await fetch(1)", "sleeps", 0.0), Step(1, "a.py", 3, "await fetch(2)", "", 1.5))
    told = Story("what happened", ("one", "two"), steps, (), (), "-", picture=("  1 ┤██", "     0 s"))
    text = as_text(told).splitlines()
    assert text[0] == "what happened:"
    assert text[1].split() == ["time", "one", "two"]
    assert [line.split()[:2] for line in text if " s " in line and "await" in line] == [["0", "s"], ["1.5", "s"]]
    assert text[-2:] == ["  1 ┤██", "     0 s"]
    still = as_text(Story("what happened", ("one", "two"), steps[:1], (), (), "-"))
    assert "time" not in still


def test_what_a_student_wrote_is_no_markup() -> None:
    source = "return [done for done in found[place]] + [b'[/x]']"
    for names in (("[red]one",), ("[red]one", "2", "3", "4")):
        text = as_text(Story("what happened", names, (Step(0, "a.py", 3, source, "[bold]reads[/bold]"),), (), (), "-"))
        assert source in text
        assert "[red]one" in text
        assert "[bold]reads[/bold]" in text
