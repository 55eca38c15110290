"""Does the simulated machine find every race, how fast, and does it say why? And does it leave right answers alone?

    python -m benchmarks.explore [--seeds N] [--versions 3.11 3.12 3.13] [--parts corpus peers least answers]
                                 [--minutes M] [--environment DIR] [--fresh] [--dry]

Four parts, in `benchmarks/exploring`: the racy and safe programs of tests/corpus with many seeds on each Python, with
the speed of the search; some of these programs put to other tools; whether shrunk schedules have the fewest
preemptions; and the answers to the topics that explore, for their CPU time and for what the stories say.

What is known is kept in `out/explore`, so a run that was ended (also by `--minutes`) goes on where it was; what was
measured with another grader, corpus or benchmark doesn't count. Each part has a section of its own in the results.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Final

from benchmarks.common import end_on_sigterm, need_group, record
from benchmarks.exploring import answers, corpus, least, peers
from benchmarks.exploring.kept import FOLDER, Clock, Kept
from tests.corpus.test_corpus import VERSIONS

PARTS: Final = ("corpus", "peers", "least", "answers")
_TITLES: Final = {
    "corpus": "the corpus",
    "peers": "beside other tools",
    "least": "shrunk schedules",
    "answers": "the answers to the topics that explore",
}


def main() -> None:
    """Measure and write down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.explore", description="Are races found, and how fast?")
    parser.add_argument("--seeds", type=int, default=100, metavar="N", help="seeds of each program (100)")
    parser.add_argument("--versions", nargs="+", default=VERSIONS[:3], metavar="V", help="Pythons (3.11 3.12 3.13)")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="only these parts")
    parser.add_argument("--minutes", type=float, default=1e6, metavar="M", help="stop in time; the next run goes on")
    parser.add_argument(
        "--environment", type=Path, default=FOLDER / "peers", metavar="DIR", help="where the peers live"
    )
    parser.add_argument("--fresh", action="store_true", help="forget what is known")
    parser.add_argument("--dry", action="store_true", help="print the result only")
    options = parser.parse_args()
    end_on_sigterm()
    need_group()
    kept, clock = Kept(fresh=options.fresh), Clock(options.minutes)
    work: dict[str, Callable[[], bool]] = {
        "corpus": lambda: corpus.work(kept, clock, options.versions, options.seeds),
        "peers": lambda: peers.work(kept, clock, options.environment.resolve()),
        "least": lambda: least.work(kept, clock),
        "answers": lambda: answers.work(kept, clock),
    }
    text: dict[str, Callable[[], str]] = {
        "corpus": lambda: corpus.text(kept, options.versions, options.seeds),
        "peers": lambda: peers.text(kept),
        "least": lambda: least.text(kept),
        "answers": lambda: answers.text(kept),
    }
    done = {}
    try:
        for part in options.parts:
            done[part] = work[part]()
    except KeyboardInterrupt:
        print("interrupted; run it again to go on", flush=True)
    for part in options.parts:
        found = text[part]() or "Nothing is measured yet."
        if not done.get(part, False):
            found = f"Not all of it is measured yet: run the command again to go on.\n\n{found}"
        record(f"explore: {_TITLES[part]}", found, dry=options.dry)


if __name__ == "__main__":
    main()
