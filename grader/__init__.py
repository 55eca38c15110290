"""Racecourse: auto-graded exercises for concurrent and network programming."""

from grader.check import check, remark
from grader.facts import CheckFailed, Inconclusive, StudentError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from grader.describe import Blocks, Do, Limits, New, Probe, call, do, get, new, probe

__all__ = [
    "Blocks",
    "CheckFailed",
    "Do",
    "Inconclusive",
    "Limits",
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


def __getattr__(name: str) -> object:
    """Load what describes explorations when a check asks for it: guests import this package too, and need none."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from grader import describe

    return getattr(describe, name)
