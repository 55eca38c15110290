"""Kills the grader at random moments, again and again, and looks whether anything was lost, doubled or left behind.

    python -m benchmarks.kill9 [--kills N] [--minutes M] [--seed S] [--dry]

A class is graded once undisturbed. Then it is graded with `kill -9` at a random moment, resumed, killed, resumed,
until a run comes to its end; then again from the start, until there were enough kills. After each kill: all processes
must end by themselves, nobody kills them, and every verdict that was in the journal must still be there. After each
run that came to its end: the same rows as undisturbed, none twice, all that the journal had was taken from there and
not graded again, and nothing is left but what the undisturbed run left: no process, no control group, no temporary
file. All of it runs in a control group of its own, so whoever escapes is seen, and from a copy of the kit, since a
verdict of another version of the kit is another verdict.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from benchmarks.common import ROOT, Group, end_on_sigterm, environment, grade, record, rows_of, snapshot, table, until
from grader.batch.run import JOURNAL

_ENDING: Final = 20.0
_SHELL_FIRST: Final = 0.05
_CLASS: Final = {
    "02_pool": ("reference", "right/executor", "right/imap", "wrong/serial_loop"),
    "03_queue": ("reference", "wrong/last_in_first_out"),
    "14_tcp_client": ("reference", "right/makefile_reader", "right/sender_thread"),
}


@dataclass
class Found:
    """What went wrong, by what should be; and how the kills were spread."""

    wrong: Counter[str] = field(default_factory=Counter)
    told: list[str] = field(default_factory=list)
    kills: int = 0
    resumed: int = 0
    finished: int = 0
    known_at_kill: list[int] = field(default_factory=list)
    seconds_to_end: list[float] = field(default_factory=list)
    groups_at_kill: set[str] = field(default_factory=set)

    def expect(self, true: bool, what: str, seen: object = "") -> None:
        """Note when something is not as it should be."""
        self.wrong[what] += not true
        if not true:
            self.told.append(f"{what}: {seen}")
            print(f"! {self.told[-1]}", flush=True)


@dataclass(frozen=True)
class Plan:
    """How many kills there shall be, within how many seconds of a run, and when there shall be no more."""

    kills: int
    seconds: float
    deadline: float

    def goes_on(self, found: Found) -> bool:
        """Tell whether there are more kills to come."""
        return found.kills < self.kills and time.monotonic() < self.deadline


class Run:
    """One run of the grader in a group, with a folder for temporary files of its own."""

    def __init__(self, root: Path, out: Path, group: Group) -> None:
        self._log = (root / "log").open("w+b")
        temporary = root / "tmp"
        temporary.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            group.inside(grade(root / "class", out, "--course", str(root / "kit"), "--jobs", "3")),
            cwd=root / "kit",
            env=environment({"TMPDIR": str(temporary)}),
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=self._log,
        )

    def ends(self, seconds: float | None) -> bool:
        """Wait for the end, at most so long; tell whether it came."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def said(self) -> str:
        """Return what it printed, after its end."""
        with self._log as log:
            log.seek(0)
            return log.read().decode("utf-8", "replace")


def hand_in(folder: Path) -> int:
    """Lay out the class; returns how many submissions it has."""
    for topic, names in _CLASS.items():
        for name in names:
            place = folder / name.replace("/", "-") / topic
            shutil.copytree(ROOT / "solutions" / topic / name, place, ignore=shutil.ignore_patterns("__pycache__"))
    return sum(map(len, _CLASS.values()))


def verdicts(out: Path, found: Found) -> dict[tuple[str, str], str]:
    """Return what the journal has, by student and topic, and note when it has one twice."""
    journal = out / JOURNAL
    if not journal.exists():
        return {}
    with closing(sqlite3.connect(journal)) as connection:
        if not list(connection.execute("select 1 from sqlite_master where name = 'verdicts'")):
            return {}
        rows = list(connection.execute("select student, topic, verdict from verdicts"))
    known = {(student, topic): verdict for student, topic, verdict in rows}
    found.expect(len(known) == len(rows), "the journal has each verdict once", sorted(row[:2] for row in rows))
    return known


def results(out: Path) -> Counter[tuple[Any, ...]]:
    """Return what must not depend on kills: not the messages, which may tell of processes by number."""
    return Counter(
        tuple(row[name] for name in ("student", "topic", "check", "points", "max_points", "outcome"))
        for row in rows_of(out)
    )


def files(folder: Path) -> set[str]:
    """Return the paths of all files below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def kill_and_resume(root: Path, group: Group, plan: Plan, found: Found) -> None:
    """Grade the class with kills until it is done, and look at what came of it."""
    out = root / "out"
    known: dict[tuple[str, str], str] = {}
    while True:
        run = Run(root, out, group)
        at = random.uniform(_SHELL_FIRST, plan.seconds)
        if run.ends(at if plan.goes_on(found) else None):
            break
        run.process.kill()
        run.process.wait()
        run.said()
        began = time.monotonic()
        found.expect(group.emptied(_ENDING), "all processes end after a kill", group.processes())
        found.seconds_to_end.append(time.monotonic() - began)
        found.groups_at_kill |= set(group.below())
        found.kills += 1
        before, known = known, verdicts(out, found)
        lost = [key for key, verdict in before.items() if known.get(key) != verdict]
        found.expect(not lost, "no verdict is lost by a kill", lost)
        found.known_at_kill.append(len(known))
        print(f"kill {found.kills} after {at:.1f} s: {len(known)} verdicts known", flush=True)
    said = run.said()
    found.finished += 1
    found.resumed += bool(known)
    found.expect(run.process.returncode == 0, "the resumed run comes to its end", said[-500:])
    again = len(known) - said.count(": known already")
    found.expect(again == 0, "no verdict is worked out again", f"{again} of {len(known)}")
    kept = verdicts(out, found)
    found.expect(all(kept.get(key) == verdict for key, verdict in known.items()), "known verdicts stay as they are")


def compare(root: Path, group: Group, found: Found) -> None:
    """Compare a class that was graded with kills with the undisturbed one, and look for what was left."""
    base, out = root / "undisturbed", root / "out"
    came, wanted = results(out), results(base)
    found.expect(not wanted - came, "no row is lost", list(wanted - came))
    found.expect(not came - wanted, "no row is doubled or changed", list(came - wanted))
    found.expect(verdicts(out, found).keys() == verdicts(base, found).keys(), "the journal has a verdict for everybody")
    found.expect(group.emptied(_ENDING), "no process is left at the end", group.processes())
    left = set(group.below())
    found.expect(not left - found.groups_at_kill, "judges that end by themselves remove their control groups", left)
    found.expect(not left & found.groups_at_kill, "control groups of killed judges are removed by the end", left)
    found.expect(not files(root / "tmp"), "no temporary file is left at the end", files(root / "tmp"))
    found.expect(files(out) == files(base), "the out folder has just what it should", files(out) ^ files(base))
    shutil.rmtree(out)


def main() -> None:
    """Kill, look and write down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.kill9", description="Kill the grader, then resume.")
    parser.add_argument("--kills", type=int, default=20, metavar="N", help="kills in all (default 20)")
    parser.add_argument("--minutes", type=float, default=30.0, metavar="M", help="no more kills after that (30)")
    parser.add_argument("--seed", type=int, metavar="S", help="the random moments of an earlier run")
    parser.add_argument("--dry", action="store_true", help="print the result only")
    options = parser.parse_args()
    end_on_sigterm()
    seed = random.randrange(1 << 32) if options.seed is None else options.seed
    random.seed(seed)
    deadline = time.monotonic() + options.minutes * 60
    found = Found()
    with tempfile.TemporaryDirectory(prefix="benchmark-") as temporary, Group() as group:
        if not group.made:
            raise SystemExit("who escapes is seen by a control group, and none can be made: run it as root")
        root = Path(temporary)
        snapshot(root / "kit")
        size = hand_in(root / "class")
        began = time.monotonic()
        undisturbed = Run(root, root / "undisturbed", group)
        undisturbed.ends(None)
        seconds = time.monotonic() - began
        if undisturbed.process.returncode != 0:
            raise SystemExit(f"the undisturbed run should end with code 0:\n{undisturbed.said()}")
        print(f"undisturbed: {size} submissions in {seconds:.1f} s; the seed is {seed}", flush=True)
        plan = Plan(options.kills, seconds, deadline)
        while plan.goes_on(found):
            kill_and_resume(root, group, plan, found)
            compare(root, group, found)
        until(lambda: not group.below(), 1)
    record("kill9", _text(found, size, seconds, seed), dry=options.dry)
    if found.told:
        raise SystemExit(1)


def _text(found: Found, size: int, seconds: float, seed: int) -> str:
    known = [f"{middle:.0f}" for middle in (min(found.known_at_kill), statistics.median(found.known_at_kill))]
    text = (
        f"{found.kills} kills at moments drawn evenly from the {seconds:.0f} s that {size} submissions take "
        f"undisturbed (seed {seed}); {found.finished} classes came to their end, "
        f"{found.resumed} of them out of a journal. "
        f"Verdicts known at a kill: {known[0]} to {max(found.known_at_kill)}, median {known[1]}. "
        f"All processes were gone at most {max(found.seconds_to_end):.2f} s after a kill.\n\n"
    )
    text += table(("what must hold", "times it did not"), list(found.wrong.items()))
    return text + "".join(f"\n- {told}" for told in found.told[:20])


if __name__ == "__main__":
    main()
