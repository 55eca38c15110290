"""What must fail: the failure is what the tests look at."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.facts import CheckFailed


def failure(ask: Callable[[], object]) -> CheckFailed:
    """Return how a question to an exploration fails."""
    with pytest.raises(CheckFailed) as caught:
        ask()
    return caught.value
