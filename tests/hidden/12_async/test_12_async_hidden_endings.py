# ruff: noqa: ANN001, ANN002, ANN201, ANN202 - a check reads as topic authors write them, without types
"""Hidden checks of topic 12: how work ends that fails, is late or is cancelled, and what still runs then."""

from async_answers import TINY, fetch_all, must_raise, ways

from grader import Limits, call, check, new, probe

AWAITS = Limits(walks=15, preemptions=1, schedules=40)
"""Enough to be cancelled at each await."""
NEVER = float("inf")


def watch(student, name, *args, cancel_after=None):
    """Explore a call of one of the functions from within a task that looks how it ends, and what then still runs."""
    function = student.ref(f"async_basics.{name}")
    return ways(student, call("workloads.watch", cancel_after, function, *args))


def seen(outcome):
    """Return how the function ended, its result or exceptions, when, and what jobs that still ran were doing."""
    result = outcome.results[0]
    if result.error is not None or result.value is None:
        return "gave what no check can look at", None, result.took, {}
    return result.value


def untidy(outcome, why):
    """Say which job still ran when the function ended."""
    how, _, ended, running = seen(outcome)
    came = "it returned" if how == "returned" else f"{how} came out"
    for job, doing in running.items():
        return f"{why}; {came} at {ended:g} s, but job {job!r} {doing}"
    return ""


def must_come(outcome, how, what):
    """Say what is wrong unless the function ended in this way, with this result or these exceptions."""
    came, found, _, _ = seen(outcome)
    if (came, found) == (how, what) and type(found) is type(what):
        return ""
    return f"{told(how, what)} should come, but {told(came, found)} came"


def not_passed_on(outcome, why, second):
    """Say what is wrong with a function that was cancelled from outside at some second."""
    if late := [each for each in outcome.calls if each.began > second + TINY]:
        return f"{why}, but {late[0].name} was called at {late[0].began:g} s"
    wrong = went_on(outcome, second, why) or untidy(outcome, why)
    if not wrong and (bad := must_come(outcome, "CancelledError", [])):
        return f"{why}: {bad}"
    return wrong


def told(how, what):
    """Say how a function ended."""
    if how == "returned":
        return f"the result {what!r}"
    return f"{how} of {', '.join(what)}" if how == "ExceptionGroup" else ", ".join(what) or how


def went_on(outcome, after, why):
    """Say which job went on to its end, though it should have been cancelled at some second."""
    notes = outcome.then[0].value if outcome.then else []
    going = [name for name, what, second in notes if what == "is done" and second > after + TINY]
    return f"{why}, but job {going[0]!r} went on to its end" if going else ""


def second_of(outcome, name, what):
    """Return at which second that happened to a job; NEVER if it didn't."""
    notes = outcome.then[0].value if outcome.then else []
    return next((second for job, happened, second in notes if (job, happened) == (name, what)), NEVER)


@check(
    points=7,
    kind="cleanup",
    hints=(
        "`cancel` asks a task to end. When has it ended?",
        "A task that is cancelled may have something to tidy up, and needs time for it.",
        "Waiting for a task that was cancelled raises CancelledError. Which way of waiting does not?",
    ),
)
def test_failure_waits_for_the_others(student):
    """When a failure comes out of fetch_all, all others have been cancelled and have ended."""
    for jobs in (
        [("a", 9, 0.5), ("fails", 1, 0, None, "ValueError"), ("c", 8, 1.5)],
        [("fails", 1, 0, None, "ValueError"), ("b", 9, 2.0), ("is early", 0.5), ("d", 9, 0.0)],
    ):
        runs = watch(student, "fetch_all", student.ref("workloads.do_job"), jobs, len(jobs))

        def complaint(outcome):
            failed = second_of(outcome, "fails", "begins") + 1
            why = f"a job failed at {failed:g} s" if failed < NEVER else "a job should have failed"
            wrong = went_on(outcome, failed, why) or untidy(outcome, why)
            return wrong or must_come(outcome, "ValueError", ["ValueError: fails"])

        runs.must_all(complaint)


@check(
    points=8,
    kind="cleanup",
    hints=(
        "CancelledError comes out of the `await` at which your function stands. Who catches it there?",
        "Which tasks did your function start, and who ends them when it is cancelled itself?",
        "Is it time that is up, or does somebody outside not want to wait any more?",
    ),
)
def test_cancelled_from_outside(student):
    """Whoever is cancelled from outside ends what it started, waits for it, and passes the cancellation on."""
    # gather passes a cancellation on when the first of its tasks has ended: so all take as long to tidy up.
    jobs = [("a", 9, 0.5), ("b", 8, 0.5), ("c", 7, 0.5)]
    makes = [new("workloads.Job", *job) for job in jobs]
    fetch = student.ref("workloads.do_job")
    for name, args, second in (
        ("fetch_all", (fetch, jobs, 3), 0.5),
        ("with_timeout", (makes[0], 20.0, "timeout!"), 1.5),
        ("first_success", (makes,), 2.5),
    ):
        runs = watch(student, name, *args, cancel_after=second)
        why = f"{name} was cancelled from outside at {second:g} s"
        runs.must_all(lambda outcome, why=why, second=second: not_passed_on(outcome, why, second))
    heart = ways(student, call("workloads.cancel_heart", 2.5, probe("beat"), 1.0))
    heart.must_all(lambda outcome: not_passed_on(outcome, "heartbeat was cancelled from outside at 2.5 s", 2.5))
    fetch = probe("fetch", seconds={1: 1, 2: 2, 3: 2}, coroutine=True)
    runs = student.explore(threads=[[fetch_all(fetch, [1, 2, 3], 2)]], late=False, cancel=True, limits=AWAITS)
    runs.must_pass_on_cancellation(before=3.0)
    make = probe("make", seconds=1, coroutine=True)
    work = call("async_basics.with_timeout", make, 5.0, "timeout!")
    runs = student.explore(threads=[[work]], late=False, cancel=True, limits=AWAITS)
    runs.must_pass_on_cancellation(before=1.0)


@check(
    points=7,
    kind="faults",
    hints=(
        "A TimeoutError may come from your time-out, or from the work. How can you tell them apart?",
        "`asyncio.timeout` knows if it has expired; a task knows what it ended by.",
    ),
)
def test_failing_work(student):
    """What the work raises comes out of with_timeout, a TimeoutError of its own, too."""
    for name in ("TimeoutError", "ValueError", "OSError"):
        make = new("workloads.Job", "my own", 1, 0, None, name)
        runs = ways(student, call("async_basics.with_timeout", make, 5.0, "timeout!"))

        def complaint(outcome, name=name):
            result = outcome.results[0]
            wrong = must_raise(result, name, "my own")
            if not wrong and abs(result.took - 1) > TINY:
                return f"the work fails after 1 s, but {name} came out after {result.took:g} s"
            return wrong and f"the work raised {name} after 1 of 5 s: {wrong}"

        runs.must_all(complaint)


@check(
    points=7,
    kind="cleanup",
    hints=(
        "When time is up, the work still runs. Who ends it, and who waits until it has ended?",
        "`cancel` asks the work to end; it may have something to tidy up.",
    ),
)
def test_work_has_ended(student):
    """When with_timeout gives the default, the work has been cancelled and has tidied up."""
    for leaving in (0.5, 3.0, 0.0):
        runs = watch(student, "with_timeout", new("workloads.Job", "work", 9, leaving), 1.0, "timeout!")

        def complaint(outcome):
            wrong = went_on(outcome, 1, "time was up at 1 s") or untidy(outcome, "time was up at 1 s")
            return wrong or must_come(outcome, "returned", "timeout!")

        runs.must_all(complaint)
    runs = watch(student, "with_timeout", new("workloads.Job", "work", 9), 0.0, "timeout!")
    runs.must_all(lambda outcome: must_come(outcome, "returned", "timeout!"))


@check(
    points=6,
    kind="faults",
    hints=(
        "When do you know that none of them succeeds?",
        "`ExceptionGroup(message, exceptions)`: all the failures belong in there.",
    ),
)
def test_all_fail(student):
    """When all fail, first_success raises an ExceptionGroup of all the failures."""
    for plans in (
        [("a", 2, "ValueError"), ("b", 1, "OSError"), ("c", 3, "ValueError")],
        [("only", 1, "TimeoutError")],
    ):
        makes = [new("workloads.Job", name, seconds, 0, None, error) for name, seconds, error in plans]
        runs = watch(student, "first_success", makes)
        wanted = sorted(f"{error}: {name}" for name, _, error in plans)

        def complaint(outcome, wanted=wanted):
            wrong = must_come(outcome, "ExceptionGroup", wanted)
            return wrong and f"all fail: {wrong}"

        runs.must_all(complaint)


@check(
    points=7,
    kind="cleanup",
    hints=(
        "When the first has succeeded, the others still run. Who ends them?",
        "`cancel` asks a task to end; it may have something to tidy up. Who waits for it?",
    ),
)
def test_losers_have_ended(student):
    """When first_success returns, all others have been cancelled and have ended."""
    for jobs, winner in (
        ([("fails", 1, 0, None, "ValueError"), ("b", 2, 0, "B"), ("c", 9, 0.5), ("d", 8, 1.5)], "B"),
        ([("a", 9, 1.0), ("b", 1, 0, None)], None),
    ):
        makes = [new("workloads.Job", *job) for job in jobs]
        runs = watch(student, "first_success", makes)

        def complaint(outcome, winner=winner):
            succeeded = second_of(outcome, "b", "is done")
            why = f"job 'b' succeeded at {succeeded:g} s" if succeeded < NEVER else "job 'b' should have succeeded"
            wrong = went_on(outcome, succeeded, why) or untidy(outcome, why)
            return wrong or must_come(outcome, "returned", winner)

        runs.must_all(complaint)
    jobs = [("fails as b succeeds", 1, 0, None, "ValueError"), ("b", 1, 0, "B"), ("c", 9, 0.5)]
    runs = watch(student, "first_success", [new("workloads.Job", *job) for job in jobs])

    def overlooked(outcome):
        wrong = must_come(outcome, "returned", "B")
        return wrong and f"one job fails in the very moment in which another one succeeds: {wrong}"

    runs.must_all(overlooked, alone=True)  # whether anybody looks at the failure is left open


@check(
    points=7,
    kind="speedup",
    hints=(
        "A beat may come late, because something else keeps the event loop busy. When is the next one due?",
        "Count from the first beat, not from the last one.",
    ),
)
def test_no_drift(student):
    """A beat that comes late doesn't make the later ones late."""
    for interval, busy, until in (
        (1.0, [(0.9, 0.25), (2.8, 0.5)], 5.4567),
        (0.5, [(0.4, 0.2), (0.9, 0.2), (1.4, 0.2), (1.9, 0.2)], 3.1234),
    ):
        beat = probe("beat")
        runs = ways(student, call("workloads.beat_until", until, beat, interval, busy))
        due = [max([number * interval, *late(number * interval, busy)]) for number in range(int(until / interval) + 1)]

        def complaint(outcome, due=due, interval=interval, until=until):
            result = outcome.results[0]
            if result.error is not None:
                return f"the heartbeat ended by an exception: {result}"
            came = [each.began for each in outcome.calls]
            for wanted in (due, due[1:]):
                if len(wanted) == len(came) and all(abs(a - b) < TINY for a, b in zip(wanted, came, strict=True)):
                    return "" if abs(result.value - until) < TINY else f"it returned at {result.value:g} s"
            return (
                f"a beat every {interval:g} s, and the loop is busy when some are due: beats should come at "
                f"{said(due)}, but they came at {said(came)}"
            )

        runs.must_all(complaint)


def late(second, busy):
    """Return when the loop is free again, if it is busy at that second."""
    return [begin + length for begin, length in busy if begin <= second < begin + length]


def said(times):
    return ", ".join(f"{each:g}" for each in times) + " s" if times else "no time"
