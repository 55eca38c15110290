"""The same programs put to `frontrun`, to `interleave-test` and to a stress test, one after the other in the same run.

The peers are installed into an environment of their own, of a Python that both know, and all tools run on that Python.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import statistics
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks.common import ROOT, environment, make_environment, table
from benchmarks.exploring.kept import Clock, Kept
from tests.corpus.driver import FOLDER, read
from tests.corpus.test_corpus import python

PEERS: Final = ("frontrun==0.7.0", "interleave-test==0.1.0")
VERSIONS: Final = ("3.13", "3.12")
TOOLS: Final = ("racecourse", "frontrun", "frontrun-random", "interleave-test", "stress")
RACY: Final = (
    "lost_update_attribute", "lost_update_closure", "lost_update_dict_item", "check_then_act_tickets",
    "check_then_act_withdraw", "torn_pair_attributes", "init_lazy_singleton", "deadlock_two_locks",
    "deadlock_three_locks", "self_deadlock_nested_method", "lost_wakeup_check_outside", "lost_wakeup_two_steps",
    "if_for_while_buffer", "notify_for_notify_all_gate", "leaked_lock_on_exception", "semaphore_too_many",
    "lost_update_global", "lost_update_thread_subclass", "barrier_result_read_early", "queue_one_sentinel_for_two",
    "sleep_for_order", "lost_update_executor", "executor_tasks_wait_for_tasks",
)  # fmt: skip
SAFE: Final = (
    "counter_with", "buffer_one_condition", "buffer_bounded", "singleton_double_checked", "transfer_ordered_by_id",
    "gate_while", "counter_global", "counter_executor_lock",
)  # fmt: skip
_SEEDS: Final = {"racy": 5, "safe": 2}
_SECONDS: Final = 15.0
_STRESS_AT_LEAST: Final = 1.0
_WALL: Final = 240


def work(kept: Kept, clock: Clock, folder: Path) -> bool:
    """Put to the tools what is not known yet; tell whether all is known."""
    names = [*(f"racy/{name}.py" for name in RACY), *(f"safe/{name}.py" for name in SAFE)]
    due = [(name, tool) for name in names for tool in TOOLS if kept.get("peers", f"{tool} {name}") is None]
    if due and not clock.is_up():
        install(folder)
    for number, (name, tool) in enumerate(due, 1 + len(names) * len(TOOLS) - len(due)):
        if clock.is_up():
            return False
        seconds = _SECONDS
        if tool == "stress":  # as much CPU time as the exploration took on the average
            ours = kept.get("peers", f"racecourse {name}")
            seconds = max(_STRESS_AT_LEAST, statistics.mean(each["cpu"] for each in ours))
        kept.put("peers", f"{tool} {name}", told(folder, tool, name, seconds))
        print(f"peers {number}/{len(names) * len(TOOLS)}: {tool} {name}", flush=True)
    return True


def install(folder: Path) -> None:
    """Make the peers' environment, unless it is there."""
    if (folder / ".ready").exists():
        return
    interpreter = next((found for version in VERSIONS if (found := python(version))), None)
    if interpreter is None:
        raise SystemExit(f"the peers need one of Python {', '.join(VERSIONS)}; leave them out with --parts")
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    make_environment(folder, interpreter, *PEERS)
    (folder / ".ready").touch()


def told(folder: Path, tool: str, name: str, seconds: float) -> list[dict[str, Any]]:
    """Put one program to one tool, with several seeds where it takes any, and return what it says of each."""
    binaries = folder / "bin"
    # frontrun runs only below its own command, which loads what it watches input and output by.
    command = [str(binaries / "frontrun")] if tool.startswith("frontrun") else []
    seeds = 1 if tool == "stress" else _SEEDS[name.partition("/")[0]]
    options = [tool, name, "--seeds", str(seeds), "--seconds", str(seconds)]
    process = subprocess.Popen(
        [*command, str(binaries / "python"), "-m", "benchmarks.exploring.peer", *options],
        cwd=ROOT,
        env=environment({"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=_WALL)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        said, _ = process.communicate()
    found = [json.loads(line) for line in said.splitlines() if line.startswith("{")]
    return found or [{"verdict": "no verdict", "schedules": 0, "milliseconds": 0.0, "said": f"hangs for {_WALL} s"}]


def text(kept: Kept) -> str:
    """Say what is known."""
    rows, whys = [], []
    for folder, names in (("racy", RACY), ("safe", SAFE)):
        for short in names:
            name = f"{folder}/{short}.py"
            all_told = {tool: kept.get("peers", f"{tool} {name}") for tool in TOOLS}
            if any(each is None for each in all_told.values()):
                continue
            rows.append(
                [folder, short, read(FOLDER / name).pattern, *(_cell(folder, all_told[tool]) for tool in TOOLS)]
            )
            for tool in TOOLS:
                none = next((each for each in all_told[tool] if each["verdict"] == "no verdict"), None)
                if none is not None:
                    whys.append(f"- {tool}, {short}: {' '.join(none['said'].split())[:160]}")
    if not rows:
        return ""
    head = ("", "program", "pattern", *TOOLS)
    said = (
        f"The same programs put to {' and '.join(PEERS)}, in an environment of their own, in the same run; up to 2,000 "
        f"schedules or {_SECONDS:g} s each, {_SEEDS['racy']} times a racy one and {_SEEDS['safe']} times a safe "
        "one (with another seed where a tool takes one), until there is no verdict. A cell of a racy program has how "
        "often the fault was found, and the medians of schedules and of milliseconds on the wall to it, start-up of "
        "the tool left out; one of a safe program has its verdict, schedules and milliseconds. "
        "`stress` is the program over and over with real threads and a switch interval of 1 µs, once, for as much CPU "
        f"time as the exploration took, but at least {_STRESS_AT_LEAST:g} s."
    )
    return "\n\n".join([said, _sums(kept), table(head, rows), *["No verdict:\n\n" + "\n".join(whys)][: len(whys)]])


def _cell(folder: str, told: Sequence[dict[str, Any]]) -> str:
    found = [each for each in told if each["verdict"] == "found"]
    verdicts = {each["verdict"] for each in told}
    if folder == "safe":
        said = "ALARM" if found else "no verdict" if "no verdict" in verdicts else "right"
        if said == "no verdict":
            return said
        return f"{said}, {_medians(found or told)}"
    if found:
        many = "" if len(found) == len(told) else f"{len(found)} of {len(told)}, "
        return f"{many}{_medians(found)}"
    return "no verdict" if "no verdict" in verdicts else "**missed**"


def _medians(told: Sequence[dict[str, Any]]) -> str:
    schedules = statistics.median(each["schedules"] for each in told)
    return f"{schedules:,.0f} in {statistics.median(each['milliseconds'] for each in told):,.0f} ms"


def _sums(kept: Kept) -> str:
    rows = []
    for tool in TOOLS:
        racy = [each for name in RACY if (each := kept.get("peers", f"{tool} racy/{name}.py")) is not None]
        safe = [each for name in SAFE if (each := kept.get("peers", f"{tool} safe/{name}.py")) is not None]
        firsts = [_first(each) for each in racy if _all_found(each)]
        counter = kept.get("peers", f"{tool} safe/counter_with.py")
        speed = ""
        if counter is not None and all(each["milliseconds"] for each in counter):
            speed = f"{statistics.median(each['schedules'] / each['milliseconds'] * 1000 for each in counter):,.0f}"
        rows.append(
            (
                tool,
                f"{sum(map(_all_found, racy))} of {len(racy)}",
                f"{sum(all(one['verdict'] == 'none' for one in each) for each in racy)}",
                f"{sum(any(one['verdict'] == 'no verdict' for one in each) for each in racy)}",
                f"{sum(any(one['verdict'] == 'found' for one in each) for each in safe)} of {len(safe)}",
                f"{sum(any(one['verdict'] == 'no verdict' for one in each) for each in safe)}",
                f"{statistics.median(firsts):.1f}" if firsts else "",
                speed,
            )
        )
    head = (
        "tool", "found every time", "passed every time", "without a verdict", "false alarms", "safe without a verdict",
        "ms to the first failure, median over what it finds", "schedules a second on the right counter",
    )  # fmt: skip
    return table(head, rows)


def _all_found(told: Sequence[dict[str, Any]]) -> bool:
    return all(each["verdict"] == "found" for each in told)


def _first(told: Sequence[dict[str, Any]]) -> float:
    return statistics.median(float(each["milliseconds"]) for each in told)
