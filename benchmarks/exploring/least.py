"""Has the shrunk schedule of each racy program the fewest preemptions with which it fails in this way?

    python -m benchmarks.exploring.least racy/lost_update_attribute.py ...

The whole check of the first seed shrinks its failure to a schedule with so many preemptions. Here every schedule with
fewer is run, without the pruning that shrinking relies on: if none fails in the same way, it was the least. Where they
are too many, it is not known.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys
import time
from typing import Any, Final

from benchmarks.common import table
from benchmarks.exploring.corpus import lines_of, names
from benchmarks.exploring.kept import Clock, Kept
from benchmarks.exploring.seeds import Runs
from grader.explore.bound import ContextBound
from grader.explore.schedule import Schedule
from grader.explore.strategy import Replay
from grader.judge.questions import kind
from tests.corpus.driver import FOLDER, Driver, read
from tests.corpus.runner import explored

_MOST: Final = 20_000
_SECONDS: Final = 60.0
_AIM: Final = 0.95


def told(driver: Driver) -> dict[str, Any]:
    """Return how many preemptions the shrunk schedule has, and whether fewer are enough."""
    name = f"{driver.path.parent.name}/{driver.path.name}"
    whole = explored(driver, 0)
    if whole["verdict"] != "failed":
        return {"name": name, "verdict": whole["verdict"]}
    found = {"name": name, "verdict": "failed", "preemptions": whole["preemptions"], "schedule": whole["schedule"]}
    runs = Runs(driver)
    wanted = kind(runs.judged(Replay(Schedule.parse(whole["schedule"]))).outcome)
    ran, fewer = 0, ""
    if whole["preemptions"]:
        bound = ContextBound(whole["preemptions"] - 1, pruned=False)
        until = time.process_time() + _SECONDS
        while (plan := bound.next()) is not None:
            if ran >= _MOST or time.process_time() > until:
                return found | {"ran": ran, "known": False}
            ran += 1
            done = runs.judged(Replay(plan.schedule))
            if done.wrong and kind(done.outcome) == wanted:
                fewer = str(plan.schedule)
                break
            bound.learn(plan, done.run)
    return found | {"ran": ran, "known": True, "fewer": fewer}


def work(kept: Kept, clock: Clock) -> bool:
    """Check what is not known yet; tell whether all is known."""
    racy = [name for name in names() if name.startswith("racy/")]
    due = [name for name in racy if kept.get("least", name) is None]
    if due and not clock.is_up():
        for found in lines_of(sys.executable, "benchmarks.exploring.least", *due, clock=clock):
            kept.put("least", found["name"], found)
            due.remove(found["name"])
            print(f"least {len(racy) - len(due)}/{len(racy)}: {found['name']}", flush=True)
    return not due


def text(kept: Kept) -> str:
    """Say what is known."""
    every = [found for name in names() if name.startswith("racy/") and (found := kept.get("least", name)) is not None]
    failed = [each for each in every if each["verdict"] == "failed"]
    if not failed:
        return ""
    rows = []
    for preemptions in sorted({each["preemptions"] for each in failed}):
        group = [each for each in failed if each["preemptions"] == preemptions]
        known = [each for each in group if each["known"]]
        most = max((each["ran"] for each in known), default=0)
        least = sum(not each["fewer"] for each in known)
        rows.append((preemptions, len(group), len(known), least, f"{most:,}"))
    known = [each for each in failed if each["known"]]
    fewest = [each for each in known if not each["fewer"]]
    said = (
        f"The shrunk schedule has the fewest preemptions for its failure in {len(fewest)} of the {len(known)} racy "
        f"programs of which this could be checked, {100 * len(fewest) / max(1, len(known)):.0f} % (aim: "
        f"{100 * _AIM:.0f} %): all schedules with one preemption less were run, unpruned, and none failed in the same "
        f"way. Of {len(failed) - len(known)} it is not known: they have more than {_MOST:,} of them, or took more than "
        f"{_SECONDS:g} CPU s. With no preemption there is nothing to check."
    )
    odd = [f"- {each['name']}: `{each['schedule']}`, but also `{each['fewer']}`" for each in known if each["fewer"]]
    head = ("preemptions", "programs", "checked", "none fails with fewer", "most schedules run for it")
    return "\n\n".join([said, table(head, rows), *["\n".join(odd)][: len(odd)]])


def main(programs: list[str]) -> None:
    """Check the programs of the command line."""
    for name in programs:
        driver = read(FOLDER / name)
        with contextlib.redirect_stdout(io.StringIO()):
            found = told(driver)
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
