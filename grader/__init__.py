"""Racecourse: auto-graded exercises for concurrent and network programming."""

from grader.check import check, remark
from grader.facts import CheckFailed, Inconclusive, StudentError

__all__ = ["CheckFailed", "Inconclusive", "StudentError", "check", "remark"]
