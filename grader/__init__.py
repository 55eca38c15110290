"""Racecourse: auto-graded exercises for concurrent and network programming."""

from grader.check import check, remark
from grader.describe import Blocks, Do, New, Probe, call, do, get, new, probe
from grader.facts import CheckFailed, Inconclusive, StudentError

__all__ = [
    "Blocks",
    "CheckFailed",
    "Do",
    "Inconclusive",
    "New",
    "Probe",
    "StudentError",
    "call",
    "check",
    "do",
    "get",
    "new",
    "probe",
    "remark",
]
