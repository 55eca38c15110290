"""A failure that comes with its story: apart from how stories are made, which only checks that explore have to load."""

from __future__ import annotations

from grader.facts import CheckFailed
from grader.result import Story


class Explained(CheckFailed):
    """A failure with the story of how it comes about."""

    def __init__(self, sentence: str, story: Story) -> None:
        super().__init__(sentence)
        self.story = story
