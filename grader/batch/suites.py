"""What a batch needs to know of the topics of a course."""

from __future__ import annotations

from collections.abc import Iterable

from grader.batch.model import Suite, Suites
from grader.course import Topic


def suites(topics: Iterable[Topic]) -> Suites:
    """Return the checks of topics, by name. Raises CourseError where one lacks a file."""
    return {
        topic.name: Suite(
            topic=topic.name,
            digest=topic.digest(),
            root=topic.root,
            tests=topic.tests,
            modules=frozenset(topic.modules),
            handout=topic.handout,
        )
        for topic in topics
    }
