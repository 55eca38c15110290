"""Public checks of topic 12. Run them with `pytest assignments/12_async`."""

from grader import Limits, call, check, probe

TINY = 1e-6
"""Seconds: what is left over when a due time is calculated with floating point."""
FEW = Limits(walks=5, preemptions=1, schedules=12)


def fetch_all(student, fetch, keys, limit, then=()):
    return student.explore(
        threads=[[call("async_basics.fetch_all", fetch, keys, limit)]], then=then, late=False, limits=FEW
    )


def gives(value, seconds, why):
    """Say what is wrong with the first operation unless it gives this value, after just so many seconds if not None."""

    def complaint(outcome):
        result = outcome.results[0]
        if result.error is not None or result.value != value or type(result.value) is not type(value):
            return f"{why}: it should give {value!r}, but {result}"
        if seconds is not None and abs(result.took - seconds) > TINY:
            return f"{why}: that should take {seconds:g} s, but it takes {result.took:g} s"
        return ""

    return complaint


@check(
    points=8,
    kind="correctness",
    hints=(
        "The lecture's two tasks of 3 s and 1 s: `world` is said first. In which order are the results wanted?",
        "Whoever collects results as they come has to know which key each of them belongs to.",
        "A key may stand in the list twice, and a result may be 0 or False.",
    ),
)
def test_results_in_order(student):
    """fetch_all gives the results in the order of the keys, whatever order they come in."""
    answers, seconds = {"a": 0, "b": "B", "c": False, "d": [4]}, {"a": 3, "b": 1, "c": 2, "d": 1}
    for keys, limit in (
        (["a", "b", "c", "d"], 4),
        (["c", "a"], 9),
        (["b", "b", "d"], 3),
        (["d", "a", "b"], 1),
        ([], 3),
    ):
        fetch = probe("fetch", answers=answers, seconds=seconds, coroutine=True)
        why = f"the keys {keys} and the limit {limit}"
        fetch_all(student, fetch, keys, limit).must_all(gives([answers[key] for key in keys], None, why))
    lines = [(3, "hello"), (1, "world")]
    why = "`hello` after 3 s and `world` after 1 s"
    fetch_all(student, student.ref("workloads.say"), lines, 2).must_all(gives(["hello", "world"], None, why))


def unused(calls, keys, limit):
    """Say when fewer calls were running than might have been, while keys were waiting."""
    for moment in sorted({0.0, *(each.ended for each in calls if each.ended is not None)}):
        begun = [each for each in calls if each.began <= moment]
        running = [each for each in begun if each.ended is None or each.ended > moment]
        if len(begun) < keys and len(running) < limit:
            return (
                f"at {moment:g} s there were {keys - len(begun)} of {keys} keys left to fetch, and {limit} calls of "
                f"fetch may run at once, but only so many did: {len(running)}"
            )
    return ""


@check(
    points=8,
    kind="speedup",
    hints=(
        "`await` waits to the end. Who else runs meanwhile, if nothing was made a task before?",
        "A semaphore counts who may be in. One for all of them, and it is held while fetch runs.",
        "When one of several ends, may the next one begin, or does it wait for all of them?",
    ),
)
def test_as_many_as_the_limit(student):
    """fetch_all has just as many calls of fetch running as the limit allows, as long as keys are waiting."""
    for seconds, limit in (([3, 1, 1, 1], 2), ([1, 1, 1, 1], 3), ([2, 1, 2, 3, 1, 1], 3), ([1, 2], 1), ([1, 2, 3], 3)):
        times, count = dict(enumerate(seconds)), len(seconds)
        fetch = probe("fetch", seconds=times, coroutine=True)
        runs = fetch_all(student, fetch, [*times], limit)
        runs.must_not_exceed(fetch, limit)
        runs.must_all(lambda outcome, count=count, limit=limit: unused(outcome.calls, count, limit))
    lines, said_at = [(3, "hello"), (1, "world")], [("world", "is said", 1.0), ("hello", "is said", 3.0)]
    runs = fetch_all(student, student.ref("workloads.say"), lines, 2, [call("workloads.notes")])

    def complaint(outcome):
        notes = outcome.then[0].value if outcome.then else said_at
        why = "the lecture's tasks of 3 s and 1 s, with a limit of 2"
        return "" if notes == said_at else f"{why}: `world` comes at 1 s and `hello` at 3 s, but came {notes}"

    runs.must_all(complaint)


@check(
    points=7,
    kind="correctness",
    hints=(
        "The lecture waits for an hour's sleep, with `wait_for` and a time-out of a second. What comes after it?",
        "Who looks at the time only when the work is done looks too late.",
        "None, 0 and False are results like others.",
    ),
)
def test_time_out(student):
    """with_timeout gives what the work gives, or the default just when time is up."""
    eternity = student.ref("workloads.eternity")
    short = {name: probe("make", rest=rest, seconds=0.5, coroutine=True) for name, rest in RESULTS.items()}
    for make, seconds, value, takes, why in (
        (eternity, 1.0, "timeout!", 1.0, "an hour's sleep, and a second of time"),
        (eternity, 7200.0, None, 3600.0, "an hour's sleep, and two hours of time"),
        *((short[name], 2.0, rest, 0.5, f"{name} after 0.5 s, and 2 s of time") for name, rest in RESULTS.items()),
        (short["a word"], 0.25, "timeout!", 0.25, "0.5 s of work, and 0.25 s of time"),
    ):
        runs = student.explore(
            threads=[[call("async_basics.with_timeout", make, seconds, "timeout!")]], late=False, limits=FEW
        )
        runs.must_all(gives(value, takes, why))


RESULTS = {"a word": "word", "None": None, "0": 0, "False": False}


def works(*plans):
    """Return a probe for each (seconds, answer)."""
    return [
        probe(f"make {number}", rest=answer, seconds=seconds, coroutine=True)
        for number, (seconds, answer) in enumerate(plans, 1)
    ]


@check(
    points=6,
    kind="correctness",
    hints=(
        "The first one that ends may have failed. What happens to the others then?",
        "All of them are started before the first one is awaited.",
        "What is there to return when there is nothing to start?",
    ),
)
def test_first_success(student):
    """first_success starts all and gives the first result, not the first end; nothing to start is a ValueError."""
    no = ValueError("no")
    for plans, value, takes, why in (
        ([(3, "a"), (1, "b"), (2, "c")], "b", 1.0, "works of 3, 1 and 2 s"),
        ([(4, "a"), (1, no), (2, "c"), (3, no)], "c", 2.0, "the one of 1 s fails, the next ends at 2 s"),
        ([(1, no), (2, None)], None, 2.0, "the first fails, the second gives None"),
        ([(1, 0)], 0, 1.0, "one that gives 0"),
    ):
        makes = works(*plans)
        runs = student.explore(threads=[[call("async_basics.first_success", makes)]], late=False, limits=FEW)

        def complaint(outcome, plans=plans, value=value, takes=takes, why=why):
            late = [each for each in outcome.calls if each.began > 0] or len(outcome.calls) < len(plans)
            not_started = f"{why}: all should be started at once" if late else ""
            return not_started or gives(value, takes, why)(outcome)

        runs.must_all(complaint)

    def must_refuse(outcome):
        told = outcome.results[0].told
        return "" if told and "ValueError" in told.names else f"it should raise ValueError, but {outcome.results[0]}"

    student.explore(threads=[[call("async_basics.first_success", [])]], late=False, limits=FEW).must_all(must_refuse)


def beats(interval, until):
    """Say what is wrong with the beats of a heartbeat that is stopped at some second."""

    def complaint(outcome):
        result = outcome.results[0]
        if result.error is not None:
            return f"the heartbeat ended by an exception: {result}"
        came = [each.began for each in outcome.calls]
        due = [number * interval for number in range(int(until / interval) + 1)]
        if not any(same(came, wanted) for wanted in (due, due[1:])):
            return f"a beat every {interval:g} s, stopped at {until:g} s: the beats came at {said(came)}"
        if abs(result.value - until) > TINY:
            return f"stop was set at {until:g} s, but heartbeat returned at {result.value:g} s"
        return ""

    return complaint


def same(times, others):
    return len(times) == len(others) and all(abs(a - b) < TINY for a, b in zip(times, others, strict=True))


def said(times):
    return ", ".join(f"{each:g}" for each in times) + " s" if times else "no time"


@check(
    points=6,
    kind="correctness",
    hints=(
        "Who sleeps until the next beat doesn't see that stop is set.",
        "`wait_for` waits for one thing, and for the time: whichever comes first.",
    ),
)
def test_heartbeat(student):
    """heartbeat beats every interval, and returns just when stop is set."""
    for interval, until in ((1.0, 3.4567), (0.25, 0.8765), (60.0, 3599.0), (5.0, 1.2345)):
        beat = probe("beat")
        runs = student.explore(threads=[[call("workloads.beat_until", until, beat, interval)]], late=False, limits=FEW)
        runs.must_all(beats(interval, until))
