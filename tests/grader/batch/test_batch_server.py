"""The judge server: what it does when its judges end."""

from __future__ import annotations

import io
import json
import os
import sys

import pytest

from grader.batch.judge_server import Server
from grader.batch.model import CAN_FORK

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="a server has several judges only where processes fork")


def ended(code: int) -> int:
    """Return a child that has ended, and that nobody has waited for."""
    command = [sys.executable, "-S", "-c", f"raise SystemExit({code})"]
    pid = os.posix_spawn(sys.executable, command, os.environ)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    return pid


@pytest.mark.parametrize(("sandbox", "codes", "expected"), [("box", [0, 0, 3, 0], 2), ("none", [3, 0], 0)])
def test_after_a_judge_that_ended_badly_groups_are_swept_at_each_end(
    monkeypatch: pytest.MonkeyPatch, sandbox: str, codes: list[int], expected: int
) -> None:
    sweeps: list[None] = []
    monkeypatch.setattr("grader.sandbox.sweep", lambda: sweeps.append(None))
    answers = io.StringIO()
    server = Server(sandbox, 0, answers)
    for number, code in enumerate(codes):
        server._reap({ended(code): number})
    assert [json.loads(line)["status"] for line in answers.getvalue().splitlines()] == codes
    assert len(sweeps) == expected
