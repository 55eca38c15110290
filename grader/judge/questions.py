"""What is asked of every outcome of an exploration, and in which words it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from grader.judge.outcome import Outcome, Result

Complaint = Callable[[Outcome], str]
"""Returns a sentence that says what is wrong with an outcome, or "" when nothing is."""
SPINS: Final = "a thread asks again and again, where it should wait until somebody wakes it"


def _no_orders(outcome: Outcome) -> list[str]:
    del outcome
    return []


@dataclass(frozen=True)
class Question:
    """What is asked of every outcome: a complaint, what would have been right, and whether waiting is its business.

    Where the complaint doesn't judge it, an operation that waits for ever is wrong, and without `may_be_rescued` one
    that only operations after the threads let go on; exceptions that nobody saw and threads that never end are, too.
    The complaint of a question that stands `alone` judges all of that itself.
    """

    complaint: Complaint
    expected: Callable[[Outcome], list[str]] = _no_orders
    may_wait: bool = False
    may_be_rescued: bool = False
    alone: bool = False

    def wrong(self, outcome: Outcome) -> str:
        """Return a sentence that says what is wrong with the outcome, or ""."""
        if self.alone:
            return self.complaint(outcome)
        is_wrong = (outcome.blocked and not self.may_wait) or (outcome.rescued and not self.may_be_rescued)
        waits = _waits(outcome) if is_wrong else ""
        return _broken(outcome) or waits or self.complaint(outcome) or _leftovers(outcome)


def must_be_written(outcome: Outcome) -> None:
    """Raise the stub's own NotImplementedError: what isn't written yet is neither right nor wrong."""
    for result in outcome.results:
        told = result.told
        if result.error is not None and told is not None and told.name == "NotImplementedError" and not told.planned:
            raise result.error


def nothing(outcome: Outcome) -> str:
    """Complain about nothing."""
    del outcome
    return ""


def kind(outcome: Outcome) -> tuple[object, ...]:
    """Tell failures apart roughly: how the run ends, whether somebody is blocked, what raised unseen."""
    return outcome.ending, bool(outcome.blocked or outcome.rescued), tuple(sorted(told.name for told in outcome.unseen))


def _broken(outcome: Outcome) -> str:
    """Say what is wrong with how a run ended, whatever was asked."""
    if outcome.unseen:
        told = outcome.unseen[0]
        return f"an exception ended one of your threads, and nothing saw it: {told.name}: {told.message}"
    if outcome.ending == "endless":
        return "the threads, or tasks, keep each other busy and never come to an end"
    return _first(outcome, "blocks", "never awaited")


def _leftovers(outcome: Outcome) -> str:
    if outcome.left:
        return f"{'a thread' if len(outcome.left) == 1 else f'{len(outcome.left)} threads'} of yours never ended"
    return _first(outcome, "left", "unretrieved", "destroyed")


def _first(outcome: Outcome, *kinds: str) -> str:
    """Say the first trouble of one of these kinds."""
    return next((str(trouble) for trouble in outcome.trouble if trouble.kind in kinds), "")


def _waits(outcome: Outcome) -> str:
    waiting = [f"{trouble.what} at line {trouble.line}" for trouble in outcome.trouble if trouble.kind == "waits"]
    who = f" ({', '.join(waiting)})" if waiting else ""
    if not outcome.blocked:
        free = " and ".join(str(result.op) for result in outcome.then)
        return f"{outcome.rescued[0].op} waits, and no other thread lets it go on; only {free}, after all threads, did"
    return f"{outcome.blocked[0].op} waits for ever: nothing is left that could let it go on{who}"


def swallowed(outcome: Outcome, before: float | None) -> str:
    """Say that the first operation was cancelled from outside and did not end by that."""
    at = outcome.cancelled
    if at is None or (before is not None and at >= before):
        return ""
    result = outcome.threads[0][0]
    told = result.told
    if result.blocked or (told is not None and told.name == "CancelledError"):
        return ""
    return f"cancelled from outside after {at:g} s, it should end by CancelledError, but {result}"


def mismatch(outcome: Outcome) -> str:
    """Say what can't be explained by any order."""
    raised: list[Result] = [result for result in outcome.results if result.error is not None]
    if outcome.blocked:
        return _waits(outcome)
    if raised:
        return f"{raised[0]}: no order of the calls, one after the other, gives that"
    given = ", ".join(str(result) for result in outcome.results if result.value is not None)
    return f"{given or 'this'}: no order of the calls, one after the other, gives that"
