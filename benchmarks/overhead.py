"""What the wall costs a student: `pytest assignments/03_queue` on the reference, against plain tests in one process.

    python -m benchmarks.overhead [--pairs N] [--dry]

`benchmarks/plain` has the public checks of 03_queue as ordinary pytest tests that import the submission. Both suites
run in pairs, one after the other, each in a pytest of its own with the same plugins (the kit's apart), and the CPU
seconds of pytest and of everything that it starts are counted: the guest, its forks, the worker processes. The wall's
price is the difference in a pair. Seconds on the wall are shown too: they are mostly `settle`, which waits until the
student's code has come to rest, where the plain tests guess that it has.

Plain tests have nothing like an exploration, and none of them runs a submission as a system without fork would. So the
comparison is made on a copy of the topic without these, check for check with the plain tests; what a student's own run
takes, all of it, stands beside it.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Final, TypeGuard

from benchmarks.common import ROOT, Usage, end_on_sigterm, python, record, run, spread, table

TOPIC: Final = "03_queue"
PLAIN: Final = ROOT / "benchmarks" / "plain"
AIM: Final = 0.3
_TOOLS: Final = ("cacheprovider", "hypothesispytest", "anyio", "platformdirs")
"""Plugins that no student has: they came with what tests and TAs need."""
_SAME: Final = ("-q", *(word for name in _TOOLS for word in ("-p", f"no:{name}")))


def with_kit(folder: Path) -> Usage:
    """Run the public checks in that folder as a student does."""
    command = python("-m", "pytest", *_SAME, str(folder), "--submission", f"solutions/{TOPIC}/reference")
    return _passed(run(command))


def same_checks(course: Path) -> Path:
    """Copy the topic into that course, only with what the plain tests have, too; returns the copy."""
    copy = course / "assignments" / TOPIC
    shutil.copytree(ROOT / "assignments" / TOPIC, copy)
    (course / "tests" / "hidden").mkdir(parents=True)
    (file,) = copy.glob("test_*.py")
    text = file.read_text(encoding="utf-8")
    lines = text.splitlines(keepends=True)
    tree, (plain_file,) = ast.parse(text), PLAIN.glob("test_*.py")
    twins = {node.name for node in ast.parse(plain_file.read_text(encoding="utf-8")).body if _is_test(node)}
    checks = [node for node in tree.body if _is_test(node)]
    if missing := twins - {node.name for node in checks}:
        raise SystemExit(f"{plain_file.name} has tests that {file.name} hasn't: {', '.join(sorted(missing))}")
    explored = [node for node in ast.walk(tree) if isinstance(node, ast.With) and _explores(node)]
    if not explored:
        raise SystemExit(f"{file.name} explores nothing: the comparison needs no copy of it")
    cut = [*explored, *(node for node in checks if node.name not in twins)]
    for node in sorted(cut, key=lambda node: -node.lineno):
        decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
        del lines[min([node.lineno, *(each.lineno for each in decorators)]) - 1 : node.end_lineno]
    file.write_text("".join(lines), encoding="utf-8")
    return copy


def _is_test(node: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")


def _explores(node: ast.With) -> bool:
    return any("if_explorable" in ast.unparse(item.context_expr) for item in node.items)


def plain() -> Usage:
    """Run the plain tests."""
    path = os.pathsep.join(map(str, (ROOT / "solutions" / TOPIC / "reference", ROOT / "assignments" / TOPIC)))
    command = python("-m", "pytest", *_SAME, "-p", "no:racecourse", str(PLAIN))
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
    with tempfile.TemporaryDirectory() as course:
        same, whole = same_checks(Path(course)), ROOT / "assignments" / TOPIC
        with_kit(same), with_kit(whole), plain()  # so that all is compiled and in the cache
        rounds = []
        for number in range(1, options.pairs + 1):
            rounds.append((with_kit(same), plain(), with_kit(whole)))
            kit, bare, _ = rounds[-1]
            print(f"{number}/{options.pairs}: with the kit {kit.cpu:.2f} s CPU, plain {bare.cpu:.2f} s", flush=True)
    added = [kit.cpu - bare.cpu for kit, bare, _ in rounds]
    rows = [
        ("CPU seconds", *_columns([(kit.cpu, bare.cpu) for kit, bare, _ in rounds])),
        ("seconds on the wall", *_columns([(kit.wall, bare.wall) for kit, bare, _ in rounds])),
    ]
    verdict = "reached" if statistics.median(added) < AIM else "missed"
    text = f"{len(rounds)} pairs; median (least to greatest).\n\n"
    text += table(("", "with the kit", "plain", "added", "ratio"), rows)
    text += f"\n\nThe aim of less than {AIM} s CPU added is {verdict}: {spread(added)} s. With all that its checks do "
    text += f"besides, a student's whole run takes {spread([all_.cpu for _, _, all_ in rounds])} s CPU and "
    text += f"{spread([all_.wall for _, _, all_ in rounds])} s on the wall."
    record("overhead", text, dry=options.dry)


def _columns(pairs: list[tuple[float, float]]) -> list[str]:
    """Return a row's figures: with the kit, plain, added in a pair, ratio in a pair."""
    kit, bare = ([pair[side] for pair in pairs] for side in (0, 1))
    added, ratio = [one - other for one, other in pairs], [one / other for one, other in pairs]
    return [spread(values) for values in (kit, bare, added, ratio)]


if __name__ == "__main__":
    main()
