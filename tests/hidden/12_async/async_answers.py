# ruff: noqa: ANN001, ANN201 - a check reads as topic authors write them, without types
"""What the hidden checks of topic 12 have in common."""

from grader import Limits, call

TINY = 1e-6
"""Seconds: what is left over when a due time is calculated with floating point."""
FEW = Limits(walks=5, preemptions=1, schedules=12)
NOTES = call("workloads.notes")


def fetch_all(fetch, keys, limit):
    return call("async_basics.fetch_all", fetch, keys, limit)


def ways(student, operation, limits=FEW):
    """Explore one operation, and what was taken down."""
    return student.explore(threads=[[operation]], then=[NOTES], late=False, limits=limits)


def must_give(result, value):
    return "" if result.error is None and result.value == value else f"it should give {value!r}, but {result}"


def must_raise(result, name, message):
    """Say what is wrong unless just that exception came out."""
    told = result.told
    if told is None or told.name != name or told.message != message:
        return f"it should raise the failure itself, {name}({message!r}), but {result}"
    return ""
