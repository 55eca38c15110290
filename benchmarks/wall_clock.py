"""How often a stop-watch would have been wrong about parallel work, where the kit's structural verdict was right.

    python -m benchmarks.wall_clock [--minutes M] [--rounds N] [--loops N] [--dry]

Right styles of `parallel_map` and serial impostors run in boxes, idle and with busy loops beside. Each run asks all
methods about the same guest, one after the other:

- clock: four items of 0.1 s CPU time each, by a plain loop and then with `workers=2`; right if the loop took at least
  1.5 times as long. Once (single shot), and by the median of five such ratios.
- latch: opens when two items are in flight at once, in two processes.
- balance: eight items of 0.05 s CPU time; all of it is at least 1.3 times the largest share of one process.

A false failure is a right style that a method refuses, a false pass an impostor that it takes.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import shutil
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from benchmarks import spin
from benchmarks.common import ROOT, end_on_sigterm, load, record, table
from grader.facts import CheckFailed, Inconclusive
from grader.judge.host import Place
from grader.judge.student import Student
from grader.judge.warm import WarmHost

SOLUTIONS: Final = ROOT / "solutions" / "02_pool"
IMPOSTORS: Final = ("serial_loop", "apply_in_a_loop", "get_at_once", "one_chunk", "pool_of_one", "threads")
THRESHOLD: Final = 1.5
METHODS: Final = ("clock, single shot", "clock, median of 5", "latch", "balance")
_SHOTS: Final = 5
_ITEMS: Final = [0, 1, 2, 3]

Tally = Counter[tuple[bool, bool, str, str]]
"""How often by: busy, right style, method, verdict ("pass", "fail" or "inconclusive")."""


def verdicts(student: Student) -> dict[str, str]:
    """Return what each method says of one submission."""
    ratios = [_ratio(student) for _ in range(_SHOTS)]
    return {
        METHODS[0]: "pass" if ratios[0] >= THRESHOLD else "fail",
        METHODS[1]: "pass" if statistics.median(ratios) >= THRESHOLD else "fail",
        METHODS[2]: _said(lambda: _latch(student)),
        METHODS[3]: _said(lambda: _balance(student)),
    }


def _ratio(student: Student) -> float:
    serial = _seconds(lambda: student.spin.serially(_ITEMS))
    return serial / _seconds(lambda: student.pipeline.parallel_map(student.ref("spin.spin"), _ITEMS, workers=2))


def _seconds(call: Callable[[], object]) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began


def _latch(student: Student) -> None:
    latch = student.latch(processes=2)
    student.pipeline.parallel_map(latch, _ITEMS, workers=2)
    latch.must_have_opened()


def _balance(student: Student) -> None:
    balance = student.balance(0.05)
    student.pipeline.parallel_map(balance, list(range(8)), workers=2)
    balance.must_be(1.3)


def _said(check: Callable[[], None]) -> str:
    try:
        check()
    except CheckFailed:
        return "fail"
    except Inconclusive:
        return "inconclusive"
    return "pass"


@contextlib.contextmanager
def submitted(folder: Path) -> Iterator[Student]:
    """Give the student's code in a box of its own, with our work beside it."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary:
        place = Path(temporary)
        place.chmod(0o755)
        shutil.copy(folder / "pipeline.py", place)
        host = WarmHost(Place(place, (Path(spin.__file__),)), boxed=True)
        try:
            student = Student(host, ["pipeline", "spin"])
            student.load()
            yield student
            student.close()
        finally:
            host.close()


def measure(folder: Path, loops: int, tally: Tally, faults: Counter[str]) -> None:
    """Ask all methods about one submission, with so many busy loops beside."""
    right = folder.parent.name != "wrong"
    with load(loops), submitted(folder) as student:
        found = verdicts(student)
    for method, verdict in found.items():
        tally[loops > 0, right, method, verdict] += 1
        if (verdict == "pass") != right:
            faults[f"{folder.name}, {f'{loops} busy loops' if loops else 'idle'}: {method} said {verdict}"] += 1


def main() -> None:
    """Measure and write down."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.wall_clock", description="Stop-watch against structure."
    )
    parser.add_argument("--rounds", type=int, default=10, metavar="N", help="runs of each style, idle and busy (10)")
    parser.add_argument("--minutes", type=float, default=9.0, metavar="M", help="stop after that (9)")
    parser.add_argument("--loops", type=int, default=4, metavar="N", help="busy loops beside (4)")
    parser.add_argument("--dry", action="store_true", help="print the result only")
    options = parser.parse_args()
    end_on_sigterm()
    right = [SOLUTIONS / "reference", *sorted((SOLUTIONS / "right").glob("*/"))]
    wrong = [SOLUTIONS / "wrong" / name for name in IMPOSTORS]
    deadline = time.monotonic() + options.minutes * 60
    tally: Tally = Counter()
    faults: Counter[str] = Counter()
    for number in range(options.rounds * (len(right) + len(wrong))):
        if not number % (len(right) + len(wrong)):
            # By chance, so that a run that is out of time has not always left out the same ones.
            folders = random.sample([*right, *wrong], len(right) + len(wrong))
        if time.monotonic() > deadline:
            print("the time is up", flush=True)
            break
        folder = folders[number % len(folders)]
        for loops in (0, options.loops):
            measure(folder, loops, tally, faults)
        print(f"{number + 1}: {folder.parent.name}/{folder.name}", flush=True)
    record("wall_clock", _text(tally, faults, options.loops), dry=options.dry)


def _text(tally: Tally, faults: Counter[str], loops: int) -> str:
    rows = []
    for busy in (False, True):
        for method in METHODS:
            row: list[str] = [f"{loops} busy loops" if busy else "idle", method]
            for right, bad in ((True, "fail"), (False, "pass")):
                ran = sum(tally[busy, right, method, verdict] for verdict in ("pass", "fail", "inconclusive"))
                wrong = tally[busy, right, method, bad]
                row += [f"{wrong} of {ran}", f"{100 * wrong / ran:.1f} %" if ran else ""]
            unsure = sum(tally[busy, right, method, "inconclusive"] for right in (True, False))
            rows.append([*row, str(unsure)])
    head = ("beside", "method", "false failures", "", "false passes", "", "inconclusive")
    told = "".join(f"\n- {count} times {what}" for what, count in faults.most_common() if "clock" not in what)
    return table(head, rows) + (f"\n\nWhere structure was wrong:\n{told}" if told else "")


if __name__ == "__main__":
    main()
