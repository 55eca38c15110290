"""The supervisor's side of a warm judge server: start it, give it jobs, notice its end, leave nothing of it.

The server is a process of a session of its own, so that Ctrl-C reaches the supervisor only.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any, Final

import msgspec

from grader.batch.model import Enough, Suite, decode_results
from grader.result import CheckResult

READY_SECONDS: Final = 600.0
_KILLED_SECONDS: Final = 10.0
_MAX_RESULT: Final = 16 << 20


class SuiteBroken(Exception):
    """The checks of a topic can't be collected: our fault for each of its submissions."""


class JudgeDied(Exception):
    """A judge ended without a result that can be read; the message says how."""


class OutOfTime(Exception):
    """A submission took longer than the supervisor's own clock allows."""


class Judge:
    """One running judge server. `checks` is what it collected."""

    def __init__(self, process: asyncio.subprocess.Process, checks: tuple[CheckResult, ...]) -> None:
        self._process = process
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[int | None]] = {}  # the exit code, or None when the server ended
        self._listener = asyncio.create_task(self._listen())
        self.checks = checks

    @classmethod
    async def start(cls, suite: Suite, sandbox: str, log: IO[bytes], temporary: Path | None = None) -> Judge:
        """Start a server and wait until it has collected; `temporary` is for its temporary files.

        Raises SuiteBroken when there is nothing to judge with.
        """
        # The main thread must do this: the kernel ends a server with the thread that started it.
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "grader.batch.judge_server", sandbox, str(os.getpid())),
            *("--rootdir", str(suite.root), *map(str, suite.tests)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=log,
            env=os.environ | ({"TMPDIR": str(temporary)} if temporary else {}),
            limit=_MAX_RESULT,
            start_new_session=True,
        )
        assert process.stdout is not None  # noqa: S101 - it was asked for
        try:
            async with asyncio.timeout(READY_SECONDS):
                answer = json.loads(await process.stdout.readline() or b'{"broken": "the judge ended at once"}')
            if "ready" in answer:
                return cls(process, msgspec.convert(answer["ready"], tuple[CheckResult, ...]))
            why = str(answer.get("broken"))
        except TimeoutError:
            why = f"they were not collected within {READY_SECONDS:.0f} s"
        except ValueError as error:
            why = f"the judge talks nonsense ({error})"
        except asyncio.CancelledError:
            await _end(process)
            raise
        await _end(process)
        raise SuiteBroken(f"the checks of {suite.topic} cannot be used: {why}")

    @property
    def alive(self) -> bool:
        """Whether it takes jobs."""
        return not self._listener.done() and self._process.returncode is None

    async def run(
        self, submission: Path, into: Path, seconds: float, enough: Enough | None = None
    ) -> tuple[CheckResult, ...]:
        """Judge one submission; `into` is a file for its results, which is gone afterwards.

        The results are those of all checks, or those of the first ones that are enough.

        Raises JudgeDied, or OutOfTime after `seconds`; in both cases nothing of the job runs any longer.
        """
        number = next(self._numbers)
        ended = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            limit = enough and asdict(enough)
            self._tell({"job": number, "submission": str(submission), "into": str(into), "enough": limit})
            if not await _ends(ended, seconds):
                self._tell({"kill": number})
                if not await _ends(ended, _KILLED_SECONDS):
                    await _end(self._process)
                raise OutOfTime(f"it took more than {seconds:.0f} s")
            status = ended.result()
            if status is None:
                raise JudgeDied("its server has ended")
            if status != 0:
                raise JudgeDied(f"it was ended by signal {-status}" if status < 0 else f"it ended with code {status}")
            return _results(into)
        finally:
            self._waiting.pop(number, None)
            into.unlink(missing_ok=True)

    async def close(self) -> None:
        """End the server and all its jobs."""
        await _end(self._process)
        self._listener.cancel()
        with suppress(asyncio.CancelledError):
            await self._listener

    def _tell(self, order: dict[str, Any]) -> None:
        if not self.alive or self._process.stdin is None:
            raise JudgeDied("its server has ended")
        self._process.stdin.write(json.dumps(order).encode() + b"\n")

    async def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101 - it was asked for
        try:
            while line := await self._process.stdout.readline():
                answer = json.loads(line)
                waiting = self._waiting.get(answer["ended"])
                if waiting is not None and not waiting.done():
                    waiting.set_result(int(answer["status"]))
        except (ValueError, KeyError):
            await _end(self._process)  # it talks nonsense: nothing of it can be believed
        finally:
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_result(None)


async def _ends(future: asyncio.Future[int | None], seconds: float) -> bool:
    return bool((await asyncio.wait({future}, timeout=seconds))[0])


def _results(into: Path) -> tuple[CheckResult, ...]:
    try:
        if into.stat().st_size > _MAX_RESULT:
            raise JudgeDied("its results are too large")
        return decode_results(into.read_bytes())
    except (OSError, ValueError) as error:
        raise JudgeDied(f"its results cannot be read ({error})") from error


async def _end(process: asyncio.subprocess.Process) -> None:
    """End the server, which kills its judges and tidies up at the end of its input.

    One that doesn't is killed; its judges follow it (the kernel's doing on Linux), and the guests follow them.
    """
    if process.stdin is not None:
        process.stdin.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), _KILLED_SECONDS)
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()
