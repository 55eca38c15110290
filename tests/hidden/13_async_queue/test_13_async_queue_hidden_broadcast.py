# ruff: noqa: ANN001, ANN201, ANN202 - a check reads as topic authors write them, without types
"""Hidden checks of topic 13: Broadcast and RateLimiter."""

import itertools

from async_exploring import FEW, MORE, SOON, TINY, each_second, explored

from grader import call, check


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
