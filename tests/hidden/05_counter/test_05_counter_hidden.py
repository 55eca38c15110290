# ruff: noqa: ANN001, ANN201, ANN202, ANN204 - a check reads as topic authors write them, without types
"""Hidden checks of topic 05."""

import math

from grader import CheckFailed, Limits, call, check, do, get, new, probe, remark

LIMITS = Limits(schedules=300)
"""A hundred random orders and the first two hundred of the others: answers with a lock have fewer in all."""
MANY = 40
"""More threads than any machine has processors, and than a pool takes that isn't told how many."""


class CounterModel:
    """What a counter is when its calls come one after the other."""

    def __init__(self):
        self.value = 0

    def increment(self, by=1):
        self.value += by

    def decrement(self, by=1):
        self.value -= by


class StatsModel:
    """What a Stats is when its calls come one after the other."""

    def __init__(self):
        self.seen = []

    def record(self, x):
        self.seen.append(x)

    def snapshot(self):
        return len(self.seen), sum(self.seen, 0.0), max(self.seen, default=-math.inf)

    def reset(self):
        came = self.snapshot()
        self.seen = []
        return came


def value_of(result):
    """Return what an operation returned; raise what it raised."""
    if result.error is not None:
        raise result.error
    return result.value


def hold(gate, count, running):
    """Wait until `count` calls are in the gate; when the call that makes them has ended, that says more."""
    try:
        gate.wait_for(count)
    except CheckFailed:
        if running.done():
            running.result()
            raise CheckFailed(f"count_with_threads returned when work had been called {gate.count} times") from None
        raise


def waited_for(wanted, calls):
    """Return the complaint of `counted` for calls of an hour; who naps and looks again has no end to be judged by."""

    def complaint(outcome):
        wrong = counted(wanted, calls)(outcome) if outcome.ending == "done" else ""
        return wrong and f"{wrong}: each of them took an hour, and that long has to be waited"

    return complaint


def counted(wanted, calls):
    """Return a complaint about calls of count_with_threads that should have returned these numbers."""

    def complaint(outcome):
        ended = [result for result in outcome.results if not result.blocked]
        came = [value_of(result) for result in ended]
        if len(ended) == len(wanted) and len(outcome.calls) != calls:
            return f"work was called {len(outcome.calls)} times instead of {calls}"
        if len(ended) == len(wanted) and came != wanted:
            return f"{' and '.join(map(str, ended))}, but {' and '.join(map(str, wanted))} of the calls returned True"
        return ""

    return complaint


@check(
    points=7,
    kind="race",
    hints=(
        "Another thread reads value while yours is in the middle of a change. What does it see?",
        "If value is worked out of several parts, all of them have to be of the same moment.",
    ),
)
def test_value_beside_changes(student):
    """value is a number that the counter really had, also while other threads change it."""
    counter = new("counter.Counter")
    runs = student.explore(counter, threads=[[do("increment", 2), do("decrement", 2)], [get("value")]], limits=LIMITS)
    runs.must_match(CounterModel)
    counter = new("counter.Counter")
    runs = student.explore(
        counter, threads=[[do("increment"), get("value")], [do("decrement", 3), get("value")]], limits=LIMITS
    )
    runs.must_match(CounterModel)


@check(
    points=9,
    kind="race",
    hints=(
        "Count, total and maximum are each read, changed and written. Who comes in between?",
        "To look at the maximum and to set it are two steps, and another thread may set it meanwhile.",
    ),
)
def test_no_record_is_lost(student):
    """No record is lost, neither in the count, nor in the total, nor in the maximum."""
    for first, second in ((8.0, 2.0), (-4.5, 1.5)):
        runs = student.explore(
            new("counter.Stats"),
            threads=[[do("record", first)], [do("record", second)]],
            then=[do("snapshot")],
            limits=LIMITS,
        )
        runs.must_match(StatsModel)


@check(
    points=9,
    kind="race",
    hints=(
        "The count may be new and the total still old. Who has to be kept out while a snapshot is taken?",
        "Readers need the lock as well, if what they read has several parts.",
        "Are count and total guarded by the same lock? Two locks let somebody in between.",
    ),
)
def test_snapshot_is_never_torn(student):
    """Count, total and maximum of a snapshot belong together."""
    runs = student.explore(
        new("counter.Stats"), threads=[[do("record", 2.0), do("record", 8.0)], [do("snapshot")]], limits=LIMITS
    )
    runs.must_match(StatsModel)
    runs = student.explore(
        new("counter.Stats"),
        threads=[[do("record", 8.0), do("snapshot")], [do("record", 2.0), do("snapshot")]],
        limits=LIMITS,
    )
    runs.must_match(StatsModel)


@check(
    points=9,
    kind="race",
    hints=(
        "A record that comes after the snapshot and before the clearing: where does it go?",
        "Two steps that each take the lock are still two steps.",
    ),
)
def test_reset_loses_nothing(student):
    """Each record is in the result of reset, or comes after it, and in no two results."""
    runs = student.explore(
        new("counter.Stats"),
        threads=[[do("record", 2.0), do("record", 8.0)], [do("reset")]],
        then=[do("snapshot")],
        limits=LIMITS,
    )
    runs.must_match(StatsModel)
    runs = student.explore(
        new("counter.Stats"),
        threads=[[do("record", 4.0), do("reset")], [do("reset")]],
        then=[do("snapshot")],
        limits=LIMITS,
    )
    runs.must_match(StatsModel)
    runs = student.explore(
        new("counter.Stats"),
        threads=[[do("record", 4.0), do("record", 2.0)], [do("reset"), do("record", 8.0)]],
        then=[do("snapshot")],
        limits=LIMITS,
    )
    runs.must_match(StatsModel)


@check(
    points=8,
    kind="race",
    hints=(
        "Threads that add to one number have the trouble of the Counter. What if each has a number of its own?",
        "A number that belongs to the module belongs to all calls of count_with_threads together.",
    ),
)
def test_every_true_counts(student):
    """count_with_threads counts exactly, in whatever order its threads run, and each call counts for itself."""
    work = probe("work", rest=True)
    runs = student.explore(threads=[[call("counter.count_with_threads", work, 2, 2)]], limits=LIMITS)
    runs.must_all(counted([4], 4))

    work = probe("work", answers=[True, False])
    runs = student.explore(threads=[[call("counter.count_with_threads", work, 2, 1)]], limits=LIMITS)
    runs.must_all(counted([1], 2))

    work = probe("work", answers=[True, False], seconds=3600.0)  # virtual ones
    runs = student.explore(threads=[[call("counter.count_with_threads", work, 2, 1)]], limits=Limits(1, 0, 2))
    runs.must_all(waited_for([1], 2), alone=True)

    work = probe("work", rest=True)
    alike = call("counter.count_with_threads", work, 1, 1)
    student.explore(threads=[[alike], [alike]], limits=LIMITS).must_all(counted([1, 1], 2))

    good, bad = probe("good", rest=True), probe("bad", rest=False)
    runs = student.explore(
        threads=[[call("counter.count_with_threads", good, 1, 2)], [call("counter.count_with_threads", bad, 1, 1)]],
        limits=LIMITS,
    )
    runs.must_all(counted([2, 0], 3))


@check(
    points=7,
    kind="faults",
    hints=(
        "Adding a number to a text raises an exception. Which of your lines have been done by then?",
        "An exception leaves the function at once. Who gives the lock back then?",
        "Work out all the new values first, and only then store them.",
    ),
)
def test_a_record_that_raises(student):
    """A record that raises has changed nothing and holds nothing."""
    wanted = (2, 10.0, 8.0)
    bad = [do("record", what) for what in ("much", None, [1.0])]
    nothing = (0, 0.0, -math.inf)

    def recorded(outcome):
        came = value_of(outcome.then[0])
        said = f"after {outcome.results[0].op} and nothing else the snapshot is {came!r} instead of {nothing!r}"
        return said if came != nothing else ""

    for first in bad:
        runs = student.explore(new("counter.Stats"), threads=[[first]], then=[do("snapshot")], limits=LIMITS)
        runs.must_all(recorded)

    def complaint(outcome):
        if outcome.blocked:
            return ""  # said by the exploration itself
        if (came := value_of(outcome.then[0])) == wanted:
            return ""
        quiet = [str(result.op) for result in outcome.threads[0][: len(bad)] if result.error is None]
        if quiet:
            return f"{', '.join(quiet)} raised nothing, and afterwards the snapshot is {came!r} instead of {wanted!r}"
        return f"records of what is no number raised, but the snapshot is {came!r} afterwards instead of {wanted!r}"

    runs = student.explore(
        new("counter.Stats"),
        threads=[[*bad, do("record", 2.0)], [do("record", 8.0)]],
        then=[do("snapshot")],
        limits=LIMITS,
    )
    runs.must_all(complaint)


@check(
    points=6,
    kind="faults",
    hints=(
        "An exception that nobody catches ends its thread. How many calls does that thread still have to make?",
        "What does an exception skip in your loop? Is something held, or not counted, because of it?",
    ),
)
def test_work_raises(student):
    """A call of work that raises counts as False, and all the others are still made."""

    def fail():
        raise OSError("no")

    failing = student.witness(fail)
    assert student.counter.count_with_threads(failing, 3, 5) == 0
    assert failing.count == 15, f"work was called {failing.count} times, with 3 threads, 5 times each"

    work = probe("work", answers=[StopIteration("not today"), True, KeyError("key"), True])
    runs = student.explore(threads=[[call("counter.count_with_threads", work, 2, 2)]], limits=LIMITS)
    runs.must_all(counted([2], 4))


@check(
    points=5,
    kind="speedup",
    hints=(
        "How many threads does your function start? As many as it is told, however often each one calls work.",
        "What does a thread of yours hold or wait for between two calls of work?",
    ),
)
def test_just_as_many_threads(student):
    """As many calls of work as there are threads can run at once, and never more."""
    gate = student.gate(lambda: True)
    running = student.start(student.counter.count_with_threads, gate, MANY, 2)
    hold(gate, MANY, running)
    if running.done():
        raise CheckFailed(f"count_with_threads returned {running.result()} while work was still running")
    gate.open()
    assert running.result() == 2 * MANY

    work = probe("work", rest=True)
    runs = student.explore(threads=[[call("counter.count_with_threads", work, 2, 2)]], limits=LIMITS)
    runs.must_overlap(work, 2)
    runs.must_all(
        lambda outcome: (
            f"{outcome.most['work']} calls of work ran at once, with 2 threads" if outcome.most["work"] > 2 else ""
        )
    )


@check(
    points=4,
    kind="cleanup",
    hints=("Every thread that you start has to come to its end. What is the last thing that each of yours does?",),
)
def test_nothing_is_left(student):
    """When count_with_threads has returned, its threads have ended, and the next call begins at 0."""
    count_with_threads = student.counter.count_with_threads
    assert [count_with_threads(student.ref("workloads.always"), 3, 4) for _ in range(2)] == [12, 12]
    student.must_leave_nothing()

    def fail():
        raise ValueError("not today")

    assert count_with_threads(student.witness(fail), 3, 1) == 0
    student.must_leave_nothing()


@remark("all counters share one lock: that is right, but counters that have nothing in common wait for each other")
def test_counters_of_their_own(student):
    """Two counters can be changed at the same time."""
    work = probe("work")
    first, second = new("counter.Counter"), new("counter.Counter")
    by = new("workloads.Watched", 1, work)
    runs = student.explore(threads=[[first.do("increment", by)], [second.do("increment", by)]], limits=LIMITS)
    runs.must_reach(lambda outcome: len(outcome.calls) < 2 or outcome.most["work"] >= 2, "never both at once")
