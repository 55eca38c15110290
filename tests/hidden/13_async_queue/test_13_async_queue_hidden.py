# ruff: noqa: ANN001, ANN002, ANN003, ANN201, ANN202 - a check reads as topic authors write them, without types
"""Hidden checks of topic 13."""

import itertools

from grader import Limits, call, check, probe

FEW = Limits(walks=8, preemptions=1, schedules=10)
MORE = Limits(walks=18, preemptions=1, schedules=30)
SOON = 0.5
TINY = 1e-6


def explored(student, program, complaint, *, limits=FEW):
    """Explore the order of a program's tasks; `complaint` says what is wrong with its notes, or ""."""

    def wrong(outcome):
        result = outcome.threads[0][0]
        if isinstance(result.error, NotImplementedError):
            raise result.error  # the stub's own
        return f"an exception came out: {result}" if result.error is not None else complaint(result.value)

    student.explore(threads=[[program]], late=False, limits=limits).must_all(wrong)


def pipeline(*args, **plan):
    return call("workloads.pipeline", *args, **plan)


# ----- run


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


def each_second(entered):
    return all(second - TINY <= time < second + SOON for second, time in enumerate(entered))


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


# ----- Broadcast


@check(
    points=9,
    kind="race",
    hints=(
        "One subscriber has no room. Does publish look after the others before it waits?",
        "A subscriber's buffer has maxsize places. When does publish come back, and when not yet?",
        "Several publish at the same time. Does each subscriber still see everything, and once?",
    ),
)
def test_a_slow_subscriber(student):
    """A slow subscriber holds back publish, as its maxsize says, and nobody else: the others see everything at once."""
    items = ["a", "b", "c", "d", "e"]
    slow = {"begins": 3, "takes": 2}
    for maxsize, first in ((1, "slow"), (1, "fast"), (2, "slow"), (0, "slow")):
        subscribe = {
            "slow": [0, "subscribe", "slow", {"maxsize": maxsize, **slow}],
            "fast": [0, "subscribe", "fast", {}],
        }
        steps = [
            subscribe[first],
            subscribe["fast" if first == "slow" else "slow"],
            [0, "publish", "studio", {"items": items}],
            [30, "close", "", {}],
        ]

        explored(
            student,
            call("workloads.radio", steps),
            lambda notes, maxsize=maxsize: wrong_hold(notes, items, maxsize),
        )

    steps = [
        [0, "subscribe", "slow", {"maxsize": 1, **slow}],
        [0, "subscribe", "slower", {"maxsize": 2, "takes": 5}],
        [0, "subscribe", "fast", {"maxsize": 1}],
        [0, "publish", "one", {"items": ["a", "b", "c"]}],
        [0, "publish", "two", {"items": [1, 2, 3]}],
        [100, "close", "", {}],
    ]
    explored(student, call("workloads.radio", steps), wrong_mixture)

    steps = [
        [0, "subscribe", "leaves", {"maxsize": 1, "begins": 1, "after": 1}],
        [0, "subscribe", "slow", {"maxsize": 1, "begins": 5}],
        [0, "publish", "studio", {"items": ["a", "b"]}],
        [30, "close", "", {}],
    ]

    def missed(notes):
        heard = [item for item, _ in notes["heard"]["slow"]]
        return (
            "" if heard == ["a", "b"] else f"one left while publish('b') waited, and another, who stayed, saw {heard}"
        )

    explored(student, call("workloads.radio", steps), missed)


def wrong_hold(notes, items, maxsize):
    """Say what is wrong with a slow subscriber beside a fast one, and one publisher."""
    said, slow, fast = notes["said"]["studio"], notes["heard"]["slow"], notes["heard"]["fast"]
    for name, heard in (("slow", slow), ("fast", fast)):
        if [item for item, _ in heard] != items:
            return f"the {name} subscriber should see {items}, but saw {[item for item, _ in heard]}"
    for number, ((item, begun, ended, _), (_, time)) in enumerate(zip(said, fast, strict=True)):
        if not begun <= time < begun + SOON:
            return f"publish({item!r}) began at {begun:g} seconds, but a subscriber with room for it got it at {time:g}"
        if not maxsize or number < maxsize:
            if ended >= begun + SOON:
                return f"all had room for {item!r}, but publish waited from {begun:g} to {ended:g} seconds"
            continue
        taken = [at for _, at in slow[number - maxsize :]][:2]
        if ended < taken[0]:
            return (
                f"publish({item!r}) came back at {ended:g} seconds, when {maxsize} items waited already in a "
                f"subscriber with a maxsize of {maxsize}"
            )
        if ended >= taken[-1] + SOON:
            return f"publish({item!r}) waited until {ended:g} seconds, longer than the slow subscriber made it"
    return ""


def wrong_mixture(notes):
    """Say what is wrong when two publish at the same time."""
    for name, heard in notes["heard"].items():
        for items in (["a", "b", "c"], [1, 2, 3]):
            came = [item for item, _ in heard if item in items]
            if came != items:
                return f"two publish at the same time, one of them {items}: the subscriber {name!r} saw {came} of these"
    ended = [end for said in notes["said"].values() for _, _, end, _ in said]
    for name, maxsize in (("slow", 1), ("slower", 2), ("fast", 1)):
        for time in ended:
            waits = sum(end <= time for end in ended) - sum(at <= time for _, at in notes["heard"][name])
            if waits > maxsize:
                return f"{waits} items wait at {time:g} seconds in the subscriber {name!r}, whose maxsize is {maxsize}"
    return ""


@check(
    points=6,
    kind="faults",
    hints=(
        "A full queue has no room for a sign that the end has come. Where else can it be seen?",
        "Who may be waiting when close is called: subscribers for an item, publishers for room. Are all of them woken?",
    ),
)
def test_close(student):
    """After close subscribers get what was published, blocked publishers go on, and a later publish is refused."""
    for maxsize in (1, 2):
        steps = [
            [0, "subscribe", "sleepy", {"maxsize": maxsize, "begins": 5, "takes": 1}],
            [0, "subscribe", "fast", {"maxsize": 1}],
            [0, "publish", "studio", {"items": ["a", "b", "c"][: maxsize + 1]}],
            [0, "publish", "another studio", {"items": ["d"]}],
            [1, "close", "", {}],
            [2, "publish", "late", {"items": ["too late"]}],
        ]
        explored(student, call("workloads.radio", steps), wrong_close)
    full = [
        [0, "subscribe", "sleepy", {"maxsize": 2, "begins": 5}],
        [0, "subscribe", "idle", {}],
        [0, "publish", "studio", {"items": ["a", "b"]}],
        [1, "close", "", {}],
    ]
    explored(student, call("workloads.radio", full), wrong_close)
    nobody = [[0, "close", "", {}], [1, "publish", "late", {"items": ["to nobody"]}]]
    explored(student, call("workloads.radio", nobody), wrong_close)


def wrong_close(notes):
    """Say what is wrong with a Broadcast that was closed after a second."""
    early = [note for name, said in notes["said"].items() if name != "late" for note in said]
    delivered = [item for item, _, ended, how in early if how == "published" and ended < 1]
    for item, _, ended, _ in early:
        if ended >= 1 + SOON:
            return (
                f"publish({item!r}) waited for room when close was called, and should go on, but waited until {ended:g}"
            )
    for item, _, _, how in notes["said"].get("late", []):
        if how != "refused":
            return f"publish({item!r}) after close should raise RuntimeError, but returned"
    for name, heard in notes["heard"].items():
        came = [item for item, _ in heard]
        if missing := [item for item in delivered if came.count(item) != 1]:
            return f"{missing[0]!r} was published before close, but the subscriber {name!r} saw {came}"
        if "too late" in came:
            return f"the subscriber {name!r} saw what was published after close"
        end, how = notes["end"][name]
        if name != "sleepy" and end >= 1 + SOON:
            return f"the subscriber {name!r} waited for an item when close was called, but came to its end at {end:g}"
    return ""


@check(
    points=6,
    kind="cleanup",
    hints=(
        "A subscriber has left. Does somebody still fill its queue, or wait for room in it?",
        "A list that somebody goes through, and waits in between, may change meanwhile.",
        "The loop of a subscriber ends by aclose, or because its task is cancelled: try and finally see both.",
    ),
)
def test_leaving(student):
    """Who has left its loop holds nobody up any more, not even those who wait for it, and others see everything."""
    items = ["a", "b", "c", "d", "e", "f"]
    for leaver, steps in (
        ({"maxsize": 1, "takes": 2, "after": 2}, []),
        ({"maxsize": 1, "takes": 2, "after": 1}, []),
        ({"maxsize": 2, "takes": 9}, [[3, "cancel", "leaver", {}]]),
        ({"maxsize": 1}, [[10, "cancel", "leaver", {}]]),
    ):
        program = call(
            "workloads.radio",
            [
                [0, "subscribe", "leaver", leaver],
                [0, "subscribe", "faithful", {}],
                [0, "publish", "studio", {"items": items, "every": 0.25}],
                *steps,
                [50, "subscribe", "new", {"maxsize": 1}],
                [50, "publish", "again", {"items": ["g", "h"]}],
                [60, "close", "", {}],
            ],
        )
        explored(student, program, wrong_leave)


def wrong_leave(notes):
    """Say what is wrong after a subscriber has left."""
    left, _ = notes["end"]["leaver"]
    said = [*notes["said"]["studio"], *notes["said"]["again"]]
    for item, begun, ended, how in said:
        if how != "published" or ended >= max(begun, left) + SOON:
            return f"a subscriber left at {left:g} seconds, but publish({item!r}) {how} from {begun:g} to {ended:g}"
    for name, items in (("faithful", ["a", "b", "c", "d", "e", "f", "g", "h"]), ("new", ["g", "h"])):
        came = [item for item, _ in notes["heard"][name]]
        if came != items:
            return f"a subscriber left, and the subscriber {name!r} should see {items}, but saw {came}"
    return ""


# ----- RateLimiter


@check(
    points=7,
    kind="race",
    hints=(
        "Several wait. Who is next, and is it certain that nobody else comes in between?",
        "A waiter is cancelled. Had it an entry already, or a moment that was kept for it?",
        "The block may end by an exception. What does __aexit__ return?",
    ),
)
def test_first_come_first_served(student):
    """Who came first enters first, and a waiter that is cancelled costs no entry."""
    for rate, guests in (
        (1, [["a", 0, {}], ["b", 0, {}], ["c", 0, {}], ["d", 1, {}], ["e", 2, {}]]),
        (2, [["a", 0, {}], ["b", 0, {}], ["c", 0.25, {}], ["d", 0.5, {}], ["e", 1, {}], ["f", 1, {}]]),
        (1, [["a", 0, {}], ["b", 0.25, {"gives_up": 0.5}], ["c", 0.25, {}], ["d", 0.75, {}]]),
        (1, [["a", 0, {}], ["b", 0.25, {"gives_up": 1}], ["c", 0.5, {"gives_up": 1}], ["d", 0.75, {}], ["e", 1, {}]]),
        (1, [["a", 0, {}], ["b", 0.25, {"gives_up": 2}], ["c", 0.5, {"gives_up": 2}], ["d", 0.5, {"gives_up": 0.75}]]),
        (1, [["a", 0, {"fails": True}], ["b", 0, {"fails": True}], ["c", 0.5, {}]]),
    ):
        explored(
            student,
            call("workloads.visits", rate, 1, guests),
            lambda notes, rate=rate, guests=guests: wrong_line(notes, rate, guests),
            limits=MORE if any("gives_up" in plan for _, _, plan in guests) else FEW,
        )


def wrong_line(notes, rate, guests):
    """Say what is wrong with the order of the entries, or with their times."""
    plans = {name: plan for name, _, plan in guests}
    times = dict(map(tuple, notes["entered"]))
    missing = [name for name, plan in plans.items() if name not in times and "gives_up" not in plan]
    if missing:
        return f"{missing[0]!r} never entered"
    line = [name for name in notes["came"] if name in times]
    for one, other in itertools.pairwise(line):
        if times[one] > times[other]:
            return f"{one!r} came before {other!r}, but entered at {times[one]:g}, and {other!r} at {times[other]:g}"
    entered = sorted(times.values())
    if any(last - first < 1 - TINY for first, last in zip(entered, entered[rate:], strict=False)):
        return f"at most {rate} should enter in a second, but entries were at {entered}"
    if rate == 1 and not each_second(entered):
        return f"one could enter each second, and who gives up costs no entry, but entries were at {entered}"
    if swallowed := [name for name, plan in plans.items() if plan.get("fails") and name not in notes["failed"]]:
        return f"the block of {swallowed[0]!r} raised, but nothing came out of async with"
    return ""
