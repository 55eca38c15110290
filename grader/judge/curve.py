"""How many calls of a probe were running at each moment of virtual time, as a small picture of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from grader.judge.outcome import Call, Outcome

_WIDTH: Final = 40
_MOST: Final = 8
_BAR: Final = "█"


def curves(outcome: Outcome) -> Iterator[str]:
    """Yield the lines of a picture for each probe that several calls were made of, and that took some time."""
    for name in dict.fromkeys(call.name for call in outcome.calls):
        calls = [call for call in outcome.calls if call.name == name]
        if len(calls) > 1 and any(call.ended is not None and call.ended > call.began for call in calls):
            yield f"calls of {name} that run at once"
            yield from curve(calls)


def curve(calls: list[Call]) -> list[str]:
    """Return a row for each number of calls at once, the highest first, and the axis of time in seconds.

    A column is as high as the most calls at any moment of its part of the time.
    """
    begin = min(call.began for call in calls)
    end = max(call.began if call.ended is None else call.ended for call in calls)
    heights = [_most(calls, *_part(begin, end, column)) for column in range(_WIDTH)]
    rows = [
        f"{level:>3} ┤" + "".join(_BAR if height >= level else " " for height in heights).rstrip()
        for level in _levels(max(heights))
    ]
    left, right = f"{begin:g} s", f"{end:g} s"
    return [*rows, " " * 5 + left + right.rjust(_WIDTH - len(left))]


def _part(begin: float, end: float, column: int) -> tuple[float, float]:
    step = (end - begin) / _WIDTH
    return begin + column * step, begin + (column + 1) * step


def _levels(most: int) -> list[int]:
    """Return the levels that get a row: all, or where there are too many some of them and the highest."""
    step = -(-most // _MOST)
    return list(range(most, 0, -step))


def _most(calls: list[Call], begin: float, end: float) -> int:
    """Return the most calls at once at any moment from `begin` on and before `end`."""
    inside = [call for call in calls if call.began < end and (call.ended is None or call.ended > begin)]
    moments = [max(begin, call.began) for call in inside]
    return max((sum(_runs(call, moment) for call in inside) for moment in moments), default=0)


def _runs(call: Call, moment: float) -> bool:
    return call.began <= moment and (call.ended is None or moment < call.ended)
