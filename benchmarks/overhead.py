"""What the wall costs a student: `pytest assignments/03_queue` on the reference, against plain tests in one process.

    python -m benchmarks.overhead [--pairs N] [--dry]

`benchmarks/plain` has the public checks of 03_queue as ordinary pytest tests that import the submission. Both suites
run in pairs, one after the other, each in a pytest of its own with the same plugins (the kit's apart), and the CPU
seconds of pytest and of everything that it starts are counted: the guest, its forks, the worker processes. The wall's
price is the difference in a pair. Seconds on the wall are shown too: they are mostly `settle`, which waits until the
student's code has come to rest, where the plain tests guess that it has.
"""

from __future__ import annotations

import argparse
import os
import statistics
from typing import Final

from benchmarks.common import ROOT, Usage, end_on_sigterm, python, record, run, spread, table

TOPIC: Final = "03_queue"
AIM: Final = 0.3
_SAME: Final = ("-q", "-p", "no:cacheprovider", "-p", "no:hypothesispytest")  # Hypothesis is no student's


def with_kit() -> Usage:
    """Run the public checks as a student does."""
    command = python("-m", "pytest", *_SAME, f"assignments/{TOPIC}", "--submission", f"solutions/{TOPIC}/reference")
    return _passed(run(command))


def plain() -> Usage:
    """Run the plain tests."""
    path = os.pathsep.join(map(str, (ROOT / "solutions" / TOPIC / "reference", ROOT / "assignments" / TOPIC)))
    command = python("-m", "pytest", *_SAME, "-p", "no:racecourse", "benchmarks/plain")
    return _passed(run(command, env={"PYTHONPATH": path}))


def _passed(used: Usage) -> Usage:
    if used.code != 0:
        raise SystemExit(f"these tests should pass, and didn't:\n{used.said}")
    return used


def main() -> None:
    """Measure and write down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overhead", description="What the wall costs a student.")
    parser.add_argument("--pairs", type=int, default=20, metavar="N", help="pairs to measure (default 20)")
    parser.add_argument("--dry", action="store_true", help="print the result only")
    options = parser.parse_args()
    end_on_sigterm()
    with_kit(), plain()  # so that all is compiled and in the cache
    pairs = []
    for number in range(1, options.pairs + 1):
        pairs.append((with_kit(), plain()))
        kit, bare = pairs[-1]
        print(f"{number}/{options.pairs}: with the kit {kit.cpu:.2f} s CPU, plain {bare.cpu:.2f} s", flush=True)
    added = [kit.cpu - bare.cpu for kit, bare in pairs]
    rows = [
        ("CPU seconds", *_columns([(kit.cpu, bare.cpu) for kit, bare in pairs])),
        ("seconds on the wall", *_columns([(kit.wall, bare.wall) for kit, bare in pairs])),
    ]
    verdict = "reached" if statistics.median(added) < AIM else "missed"
    text = f"{len(pairs)} pairs; median (least to greatest).\n\n"
    text += table(("", "with the kit", "plain", "added", "ratio"), rows)
    text += f"\n\nThe aim of less than {AIM} s CPU added is {verdict}: {spread(added)} s."
    record("overhead", text, dry=options.dry)


def _columns(pairs: list[tuple[float, float]]) -> list[str]:
    """Return a row's figures: with the kit, plain, added in a pair, ratio in a pair."""
    kit, bare = ([pair[side] for pair in pairs] for side in (0, 1))
    added, ratio = [one - other for one, other in pairs], [one / other for one, other in pairs]
    return [spread(values) for values in (kit, bare, added, ratio)]


if __name__ == "__main__":
    main()
