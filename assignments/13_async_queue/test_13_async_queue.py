"""Public checks of topic 13. Run them with `pytest assignments/13_async_queue`."""

from grader import Limits, call, check, probe

FEW = Limits(walks=16, preemptions=1, schedules=20)
SOON = 0.5
TINY = 1e-6


def explored(student, program, complaint, *, late=False, limits=FEW):
    """Explore the order of a program's tasks; `complaint` says what is wrong with its notes, or ""."""

    def wrong(outcome):
        result = outcome.threads[0][0]
        if isinstance(result.error, NotImplementedError):
            raise result.error  # the stub's own
        return f"an exception came out: {result}" if result.error is not None else complaint(result.value)

    student.explore(threads=[[program]], late=late, limits=limits).must_all(wrong)


def wrong_results(notes, items):
    """Say what is wrong with the results of a pipeline in which nothing fails."""
    if notes["raised"]:
        return f"nothing fails on purpose here, but run raised: {notes['raised']}"
    expected = [["consumed", item] for item in items]
    if notes["result"] == expected:
        return ""
    consumed = [item for item, *_ in notes["consumed"]]
    if len(consumed) != len(items):
        return f"{items} were produced, but consume was called for {consumed}"
    return f"the results should be in the order of production, {expected}, but came as {notes['result']}"


@check(
    points=7,
    kind="speedup",
    hints=(
        "While the consumer needs a second for an item, the producer can make the next one. Do both run as tasks?",
        "The first item is there after 1 second, and the last one after 5. What is left to do then?",
    ),
)
def test_the_lecture(student):
    """The lecture's producer and consumer, each of which needs a second an item: five items in exactly 6 seconds."""
    consume = probe("consume", coroutine=True, seconds=1)
    program = call("async_pipeline.run", student.ref("workloads.lecture"), consume, 1, 10)

    def complaint(outcome):
        result = outcome.threads[0][0]
        if result.error is not None or result.value != [0, 1, 2, 3, 4]:
            return f"0 to 4 were produced, and consume gives back what it gets, but {result}"
        return "" if result.took == 6 else f"it should take 6 seconds, but took {result.took:g}"

    student.explore(threads=[[program]], late=False, limits=FEW).must_all(complaint)


@check(
    points=8,
    kind="correctness",
    hints=(
        "Consumers end in any order. What has to travel along with an item, so that its result finds its place?",
        "None is an item like others. How else can a consumer learn that nothing comes any more?",
        "How many consumers take the end out of the queue, and how many are there?",
    ),
)
def test_results_in_the_order_of_production(student):
    """Every item is consumed once, whatever it is, and the results are in the order of production."""
    for items, consumers, maxsize in (
        (["a", "b", "a", None, 0, ["list"]], 3, 2),
        ([4, 3, 2, 1], 2, 0),
        ([None, False, ""], 1, 1),
        ([], 2, 1),
        (["only one"], 3, 1),
    ):
        program = call("workloads.pipeline", items, consumers, maxsize, pace=1, cost=1.5)
        explored(student, program, lambda notes, items=items: wrong_results(notes, items), late=True)
    one, other = (["a", "b", "c"], 2, 1), ([1, 2, 3, 4], 1, 2)
    explored(
        student,
        call("workloads.both", [one, {"cost": 1}], [other, {"cost": 1}]),
        lambda both: wrong_results(both[0], one[0]) or wrong_results(both[1], other[0]),
    )


@check(
    points=8,
    kind="faults",
    hints=(
        "Who looks at the tasks of the consumers? An exception ends a task, and stays there until somebody awaits it.",
        "asyncio.gather raises the first exception, but the other tasks go on. Who cancels them, and awaits them then?",
        "A TaskGroup cancels and awaits the others, but raises an ExceptionGroup. What should run raise?",
    ),
)
def test_a_failing_consumer(student):
    """What consume raises is raised by run at once, and everything else is cancelled."""
    for consumers, pace, at in ((2, 0, 1), (3, 1, 3), (1, 1, 3)):
        program = call(
            "workloads.pipeline", ["a", "b", "c", "d", "e", "f"], consumers, 2, pace=pace, cost=1, fails=["b"]
        )
        explored(student, program, lambda notes, at=at: wrong_failure(notes, "'b' can't be consumed", at))


def wrong_failure(notes, sentence, at):
    """Say what is wrong with a pipeline in which something raises at that time."""
    if notes["raised"] != sentence:
        came = f"raised: {notes['raised']}" if notes["raised"] else f"returned {notes['result']}"
        return f"it was raised on purpose that {sentence}, but run {came}"
    for item, begun, ended, how in notes["consumed"]:
        if begun > at:
            return f"consume was called for {item!r} after something had failed"
        if how == "runs" or (how == "done" and ended > at):
            still = "still ran when run raised" if how == "runs" else "was waited for"
            return f"something had failed, but the consume of {item!r} {still}: it should be cancelled and awaited"
    if not at <= notes["took"] < at + SOON:
        return f"what was raised after {at} seconds should come out at once, but came after {notes['took']:g}"
    return ""


@check(
    points=8,
    kind="correctness",
    hints=(
        "A body of an async generator begins with its first step. Who takes down that somebody has subscribed before?",
        "Each subscriber needs a queue, or a place, of its own.",
        "None is an item like others. How does a subscriber learn of the end?",
    ),
)
def test_every_subscriber_sees_everything(student):
    """Each subscriber sees everything that is published since its call of subscribe, in order, and then the end."""
    items = ["a", None, 0, "b", "b", False]
    steps = [
        [0, "subscribe", "early", {}],
        [0, "subscribe", "begins late", {"begins": 3.25}],
        [0, "publish", "studio", {"items": items, "every": 1}],
        [1.5, "subscribe", "late", {"maxsize": 9}],
        [5.5, "subscribe", "too late", {}],
        [6.5, "close", "", {}],
    ]
    since = {"early": 0, "begins late": 0, "late": 2, "too late": 6}

    def complaint(notes):
        for name, first in since.items():
            heard = [item for item, _ in notes["heard"][name]]
            if heard != items[first:]:
                return f"the subscriber {name!r} should see {items[first:]}, but saw {heard}"
        for name, first in since.items():
            for at, (item, time) in enumerate(notes["heard"][name], start=first):
                if time >= max(at, 3.25 if name == "begins late" else 0) + SOON:
                    return (
                        f"{item!r} was published at {at} seconds, but {name!r}, who waited for it, saw it at {time:g}"
                    )
        slow = any(time >= 7 for time, _ in notes["end"].values())
        return "a subscriber that waits should come to its end when close is called" if slow else ""

    explored(student, call("workloads.radio", steps), complaint)


@check(
    points=6,
    kind="correctness",
    hints=(
        "Count the entries of the last `per` seconds, from any moment on and not from the full second.",
        "Whoever comes when `rate` have entered lately: when is the oldest of these out of the window?",
    ),
)
def test_never_more_than_the_rate(student):
    """In no window of `per` seconds are there more than `rate` entries, and nobody waits longer than need be."""
    for rate, per, times in (
        (2, 1, [0, 0, 0, 0, 0]),
        (2, 1, [0, 0.75, 1, 1, 1.25]),
        (3, 6, [0, 1, 20, 20, 20, 20, 20]),
        (1, 0.5, [0, 0, 2, 2]),
    ):
        guests = [[f"guest {number}", time, {}] for number, time in enumerate(times)]
        explored(
            student,
            call("workloads.visits", rate, per, guests),
            lambda notes, plan=(rate, per, times): wrong_entries(notes, *plan),
        )


def wrong_entries(notes, rate, per, times):
    """Say what is wrong with entries of guests who came at these times."""
    entered = sorted(time for _, time in notes["entered"])
    if len(entered) != len(times):
        return f"{len(times)} came, but {len(entered)} entered"
    for first, last in zip(entered, entered[rate:], strict=False):
        if last - first < per - TINY:
            return (
                f"{rate} entries in {per:g} seconds are allowed, but there were {rate + 1} from {first:g} to {last:g}"
            )
    latest = -per  # of entries that are spread evenly: whoever is let in later waits for nothing
    for came, time in zip(times, entered, strict=True):
        latest = max(came, latest + per / rate)
        if time >= latest + per * SOON:
            return (
                f"who came at {came:g} seconds entered at {time:g} only, with {rate} entries in {per:g} seconds allowed"
            )
    return ""
