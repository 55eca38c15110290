"""The judge server: what it does when its judges end."""

from __future__ import annotations

import io
import json
import os
import sys
from typing import cast

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


@pytest.mark.parametrize(("sandbox", "expected"), [("box", 1), ("none", 0)])
def test_groups_are_swept_when_a_server_ends(monkeypatch: pytest.MonkeyPatch, sandbox: str, expected: int) -> None:
    """What judges of a killed grader have left may still have been ending when this server began."""
    sweeps: list[None] = []
    monkeypatch.setattr("grader.sandbox.sweep", lambda: sweeps.append(None))
    for name in ("gc.freeze", "signal.set_wakeup_fd", "signal.signal"):  # they are for a process of its own
        monkeypatch.setattr(name, lambda *_args, **_kwargs: None)
    orders, closed = os.pipe()
    os.close(closed)
    try:
        Server(sandbox, orders, io.StringIO())._serve(cast("pytest.Session", None))
    finally:
        os.close(orders)
    assert len(sweeps) == expected
