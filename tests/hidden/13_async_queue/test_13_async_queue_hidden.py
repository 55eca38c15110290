# ruff: noqa: ANN001, ANN002, ANN003, ANN201, ANN202 - a check reads as topic authors write them, without types
"""Hidden checks of topic 13: run."""

from async_exploring import FEW, MORE, SOON, each_second, explored

from grader import call, check, probe


def pipeline(*args, **plan):
    return call("workloads.pipeline", *args, **plan)


@check(
    points=7,
    kind="race",
    hints=(
        "A queue with a maxsize lets the producer wait. Is there another place where items pile up?",
        "What asks the iterator for the next item, and when?",
    ),
)
def test_the_producer_waits(student):
    """At most maxsize items wait, and one in the producer's hand; with 0 the producer waits for nobody."""
    for consumers, maxsize, pace, cost in (
        (1, 1, 0, 1),
        (2, 3, 0, 1),
        (3, 2, 0.5, 4),
        (1, 2, [0, 0, 0, 9, 0, 0, 0, 0, 0, 0], 2),
    ):
        explored(
            student,
            pipeline(list(range(10)), consumers, maxsize, pace=pace, cost=cost),
            lambda notes, maxsize=maxsize: too_many_wait(notes, maxsize),
        )

    def complaint(notes):
        last = max(time for _, time in notes["produced"])
        return f"maxsize 0 is unbounded, but the producer waited until {last:g} seconds" if last else ""

    explored(student, pipeline(list(range(10)), 2, 0, cost=1), complaint)


def too_many_wait(notes, maxsize):
    """Say when too many items were produced and not yet consumed, at the end of a moment."""
    if notes["raised"] or len(notes["consumed"]) != 10:
        return (
            f"ten items were produced, but consume was called {len(notes['consumed'])} times {notes['raised']}".rstrip()
        )
    for _, time in notes["produced"]:
        made = sum(at <= time for _, at in notes["produced"])
        taken = sum(begun <= time for _, begun, *_ in notes["consumed"])
        if made - taken > maxsize + 1:
            return (
                f"at most {maxsize} should wait and one be in the producer's hand, but at {time:g} seconds {made} "
                f"items had been produced and only {taken} gone to consume"
            )
    return ""


@check(
    points=6,
    kind="speedup",
    hints=(
        "How many tasks call consume? All of them should be at work as long as there are items.",
        "Does the producer go on while all consumers are busy?",
        "The limiter counts who enters. What becomes of those who are inside is not its business.",
    ),
)
def test_all_consumers_work(student):
    """As many consumers as allowed work at the same time, never more; and guests stay inside as long as they like."""
    for items, consumers, maxsize, pace, cost, took in (
        (7, 3, 2, 0, 1, 3),
        (4, 4, 1, 0, 2, 2),
        (4, 1, 1, 1, 2, 9),
    ):
        explored(
            student,
            pipeline(list(range(items)), consumers, maxsize, pace=pace, cost=cost),
            lambda notes, consumers=consumers, took=took: not_at_once(notes, consumers, took),
        )

    nothing = call("async_pipeline.run", student.ref("workloads.lecture"), student.ref("asyncio.sleep"), 2, 1)
    student.explore(threads=[[nothing]], late=False, limits=FEW).must_all(
        lambda outcome: (
            ""
            if (result := outcome.results[0]).error is None and result.value == [None] * 5
            else f"five items were produced, and consume gave None for each: {result}"
        )
    )
    consume = probe("consume", coroutine=True, seconds=3)
    program = call("async_pipeline.run", student.ref("workloads.lecture"), consume, 3, 1)
    runs = student.explore(threads=[[program]], late=False, limits=FEW)
    runs.must_not_exceed(consume, 3)
    runs.must_overlap(consume, 3)
    runs.must_all(lambda outcome: wrong_time(outcome.threads[0][0], 8))

    def complaint(notes):
        entered = sorted(time for _, time in notes["entered"])
        if not each_second(entered):
            return f"one entry a second is allowed, however long guests stay, but three entered at {entered}"
        return ""

    explored(student, call("workloads.visits", 1, 1, [[name, 0, {"stay": 10}] for name in "abc"]), complaint)


def wrong_time(result, took):
    if result.error is not None or result.value != [0, 1, 2, 3, 4]:
        return f"0 to 4 were produced, and consume gives back what it gets, but {result}"
    return "" if result.took == took else f"it should take {took} seconds, but took {result.took:g}"


def not_at_once(notes, consumers, took):
    """Say where more consumers worked than should, or where somebody waited for nothing."""
    calls = [(begun, ended) for _, begun, ended, _ in notes["consumed"]]
    most = max((sum(b <= begun < e for b, e in calls) for begun, _ in calls), default=0)
    if most > consumers:
        return f"{most} calls of consume ran at the same time, but there should be {consumers} consumers"
    if notes["took"] != took:
        busy = f"{notes['took']:g} with at most {most} at work at once"
        return f"with {consumers} consumers it should take {took} seconds, but took {busy}"
    return ""


@check(
    points=7,
    kind="faults",
    hints=(
        "The producer fails. What do the consumers wait for, and who tells them?",
        "Who awaits the task of the producer, and when? If all consumers have to end first, it may be too late.",
    ),
)
def test_a_failing_producer(student):
    """What the iterator raises is raised by run, and nobody waits for ever, wherever it happens."""
    for breaks, consumers, maxsize, pace, cost in (
        (0, 2, 1, 0, 1),
        (0, 1, 0, 1, 1),
        (3, 1, 1, 0, 2),
        (3, 3, 2, 1, 0.5),
        (5, 2, 0, 0, 1),
        (5, 2, 9, 1, 3),
    ):
        sentence = f"the producer broke down after {breaks} items"

        def complaint(notes, sentence=sentence):
            if notes["raised"] != sentence:
                came = notes["raised"] or f"it returned {notes['result']}"
                return f"the iterator raised, and run should raise the same, but: {came}"
            running = [item for item, _, _, how in notes["consumed"] if how == "runs"]
            return f"run raised while the consume of {running[0]!r} still ran" if running else ""

        explored(student, pipeline([1, 2, 3, 4, 5], consumers, maxsize, pace=pace, cost=cost, breaks=breaks), complaint)


@check(
    points=9,
    kind="cleanup",
    hints=(
        "Where may the producer stand when a consumer fails? In its own sleep, or in front of a full queue.",
        "A cancelled task has not ended yet. Who awaits it?",
        "An async generator at its yield isn't closed because nobody asks it any more: aclose() does that.",
    ),
)
def test_a_failure_leaves_nothing(student):
    """A failing consume cancels the others and the producer, wherever they stand, and closes the iterator."""
    for consumers, maxsize, plan, at in (
        (2, 1, {"pace": 0, "cost": [3, 1, 5, 5, 5]}, 1),
        (2, 9, {"pace": [0, 0, 100, 0, 0], "cost": [3, 1, 5, 5, 5]}, 1),
        (2, 0, {"pace": 0, "cost": [1, 2, 5, 5, 5]}, 2),
        (4, 1, {"pace": [1, 0, 100, 0, 0], "cost": 1}, 2),
        (1, 1, {"pace": 0, "cost": [1, 1, 5, 5, 5], "closing": 2}, 2),
        (3, 2, {"pace": [0, 0, 50, 0, 0], "cost": [9, 2, 5, 5, 5], "closing": 2}, 2),
    ):
        closing = plan.get("closing", 0)
        explored(
            student,
            pipeline(["a", "b", "c", "d", "e"], consumers, maxsize, fails=["b"], **plan),
            lambda notes, at=at, closing=closing: left_behind(notes, at, closing),
        )
    explored(
        student,
        pipeline(["a", "b", "c", "d", "e"], 2, 1, cost=[3, 1, 5, 5, 5], fails=["b"], own_class=True),
        lambda notes: left_behind(notes, 1, None),
    )


def left_behind(notes, at, closing):
    """Say what went on after the consume of b had failed."""
    if notes["raised"] != "'b' can't be consumed":
        return f"the consume of 'b' failed, but run {notes['raised'] or 'returned ' + repr(notes['result'])}"
    for item, begun, ended, how in notes["consumed"]:
        if begun > at:
            return f"consume was called for {item!r} after that of 'b' had failed"
        if how == "runs" or ended >= at + SOON:
            return f"the consume of 'b' had failed, but that of {item!r} went on: it should be cancelled and awaited"
    if late := [item for item, time in notes["produced"] if time > at]:
        return f"the producer went on after consume had failed: it produced {late[0]!r}"
    if closing is not None and notes["closed"] is None:
        return "run raised, but the async generator of produce has not been closed"
    if notes["took"] >= at + (closing or 0) + SOON:
        return f"consume failed after {at} seconds, and that should come out at once, but came after {notes['took']:g}"
    return ""


@check(
    points=6,
    kind="cleanup",
    hints=(
        "run itself can be cancelled while it awaits something. What becomes of its tasks then?",
        "try and finally work in coroutines as they do elsewhere. CancelledError goes on when the clean-up is done.",
    ),
)
def test_cancelled_from_outside(student):
    """Whoever cancels run cancels all of it: nothing goes on, and the cancellation is passed on."""
    for consumers, maxsize, pace, cost, at in (
        (2, 1, 0, 2, 1),
        (2, 0, 3, 1, 2),
        (1, 3, 1, 1, 3.5),
        (3, 1, 0, 1, 0.5),
    ):

        def complaint(notes, at=at):
            if notes["raised"] != "given up":
                return f"run was cancelled after {at:g} seconds, but {notes['raised'] or 'it returned a result'}"
            running = [item for item, _, ended, how in notes["consumed"] if how == "runs" or ended >= at + SOON]
            if running:
                return f"run was cancelled, but the consume of {running[0]!r} went on"
            return f"it took {notes['took']:g} seconds until run had ended" if notes["took"] >= at + SOON else ""

        explored(student, pipeline(list(range(8)), consumers, maxsize, pace=pace, cost=cost, give_up=at), complaint)

    for consumers, maxsize, seconds in ((2, 1, 1.5), (1, 1, 4)):
        consume = probe("consume", coroutine=True, seconds=seconds)
        program = call("async_pipeline.run", student.ref("workloads.lecture"), consume, consumers, maxsize)
        runs = student.explore(threads=[[program]], cancel=True, late=False, limits=MORE)
        runs.must_pass_on_cancellation(before=5)  # later, the producer has ended, and run may be cleaning up
        runs.must_all(still_at_work)


def still_at_work(outcome):
    """Say which consume went on after run had been cancelled."""
    if outcome.cancelled is not None:
        for each in outcome.calls:
            if each.ended is None or each.ended >= outcome.cancelled + SOON:
                return f"run was cancelled after {outcome.cancelled:g} seconds, but consume({each.args[0]!r}) went on"
    return ""
