# ruff: noqa: ANN001, ANN201, ANN202 - a check reads as topic authors write them, without types
"""Hidden checks of topic 12: what fetch_all gives, and what comes out of it."""

from async_answers import FEW, TINY, fetch_all, must_give, must_raise, ways

from grader import Limits, check, probe


def unused(calls, keys, limit):
    """Say when fewer calls were running than might have been, while keys were waiting."""
    for moment in sorted({min((each.began for each in calls), default=0.0), *ends(calls)}):
        begun = [each for each in calls if each.began <= moment]
        running = [each for each in begun if each.ended is None or each.ended > moment]
        if len(begun) < keys and len(running) < limit:
            return (
                f"at {moment:g} s there were {keys - len(begun)} of {keys} keys left to fetch, and {limit} calls of "
                f"fetch may run at once, but only so many did: {len(running)}"
            )
    return ""


def ends(calls):
    return [each.ended for each in calls if each.ended is not None]


@check(
    points=8,
    kind="race",
    hints=(
        "Who is ready first runs first, and that may be anybody. Does your count hold in any order?",
        "Two calls of fetch_all at the same time have a limit each. What do they share in your file?",
        "The event loop holds on to a task only weakly. Who else knows your tasks while they wait?",
    ),
)
def test_limit_in_every_order(student):
    """The limit is reached and kept in every order, by each call for itself, and no task gets lost."""
    fetch = probe("fetch", seconds={1: 3, 2: 1, 3: 2, 4: 1, 5: 1}, coroutine=True)
    runs = student.explore(threads=[[fetch_all(fetch, [1, 2, 3, 4, 5], 2)]], limits=Limits(walks=60, schedules=100))
    runs.must_not_exceed(fetch, 2)
    runs.must_all(lambda outcome: unused(outcome.calls, 5, 2) or must_give(outcome.results[0], [1, 2, 3, 4, 5]))

    one, two, three = (probe(name, seconds=1, coroutine=True) for name in ("one", "two", "three"))
    all_three = [
        [fetch_all(one, [1, 2, 3], 1), fetch_all(one, [4, 5], 1)],
        [fetch_all(two, [1, 2, 3, 4], 2)],
        [fetch_all(three, [7, 7], 1)],
    ]
    runs = student.explore(tasks=all_three, late=False, limits=FEW)
    runs.must_not_exceed(one, 1)
    runs.must_not_exceed(two, 2)

    def complaint(outcome):
        for name, keys, limit in (("one", 5, 1), ("two", 4, 2), ("three", 2, 1)):
            if wrong := unused([each for each in outcome.calls if each.name == name], keys, limit):
                return f"three calls of fetch_all at the same time, and for one of them: {wrong}"
        return next((wrong for each in outcome.results if (wrong := must_give(each, each.op.args[1]))), "")

    runs.must_all(complaint)

    again = [fetch_all(one, [1, 2, 3], 1), fetch_all(one, [4, 5, 6], 2)]  # in two event loops, one after the other
    runs = student.explore(threads=[again], late=False, limits=FEW)
    runs.must_all(
        lambda outcome: next((bad for each in outcome.results if (bad := must_give(each, each.op.args[1]))), "")
    )

    nothing = fetch_all(student.ref("asyncio.sleep"), [3, 1, 2], 2)
    ways(student, nothing).must_all(lambda outcome: must_give(outcome.results[0], [None, None, None]))

    keys = ["x", "y", "z"]
    mail = fetch_all(student.ref("workloads.mail_order"), keys, 2)
    runs = ways(student, mail, Limits(walks=2, preemptions=0, schedules=3))
    runs.must_all(lambda outcome: must_give(outcome.results[0], keys))


@check(
    points=8,
    kind="faults",
    hints=(
        "The first failure in time need not be that of the first key. Who is waiting for which of them?",
        "What comes out is the failure itself, not a group, and not a list with exceptions in it.",
        "Keys whose turn hasn't come when one fails are never fetched.",
    ),
)
def test_first_failure(student):
    """The first failure is raised at once, those that run are cancelled, and no more begin."""
    for plans, limit, failing in (
        ({"a": 3, "b": 1, "c": 2, "d": 1}, 2, "b"),
        ({"a": 9, "b": 5, "c": 1}, 3, "c"),
        ({"a": 1, "b": 1, "c": 1}, 1, "b"),
        ({"a": 2, "b": 0, "c": 3, "d": 4}, 3, "b"),
        ({"a": 1, "b": 4, "c": 2, "d": 2, "e": 1, "f": 1}, 2, "d"),
    ):
        answers = {failing: LookupError(f"no {failing}")}
        fetch = probe("fetch", answers=answers, seconds=plans, coroutine=True)
        runs = student.explore(threads=[[fetch_all(fetch, [*plans], limit)]], late=False, limits=FEW)

        def complaint(outcome, failing=failing):
            result = outcome.results[0]
            if wrong := must_raise(result, "LookupError", f"no {failing}"):
                return f"{wrong}; fetch({failing!r}) had failed"
            failed = next(each.ended for each in outcome.calls if each.args == (failing,))
            if late := [each for each in outcome.calls if each.began > failed + TINY]:
                return f"fetch({failing!r}) failed at {failed:g} s, but fetch({late[0].args[0]!r}) began after that"
            if going := [each for each in outcome.calls if each.ended is None or each.ended > failed + TINY]:
                return f"fetch({failing!r}) failed at {failed:g} s, but fetch({going[0].args[0]!r}) went on"
            if result.took > failed + TINY:
                return f"fetch({failing!r}) failed at {failed:g} s, but that was raised only at {result.took:g} s"
            return ""

        runs.must_all(complaint)
    bad, good = (
        probe(name, answers=answers, seconds={"a": 1, "b": 3}, coroutine=True)
        for name, answers in (("bad", {"a": LookupError("no a")}), ("good", {}))
    )
    both = [[fetch_all(each, ["a", "b"], 2)] for each in (bad, good)]
    runs = student.explore(tasks=both, late=False, limits=FEW)
    runs.must_all(
        lambda outcome: (
            must_raise(outcome.threads[0][0], "LookupError", "no a") or must_give(outcome.threads[1][0], ["a", "b"])
        )
    )
    two = {"a": LookupError("no a"), "c": LookupError("no c")}
    fetch = probe("fetch", answers=two, seconds={"a": 3, "b": 9, "c": 1}, coroutine=True)
    runs = student.explore(threads=[[fetch_all(fetch, ["a", "b", "c"], 3)]], late=False, limits=FEW)

    def first_in_time(outcome):
        failed = [(each.ended, each.args[0]) for each in outcome.calls if each.ended and not each.cancelled]
        first = min([pair for pair in failed if pair[1] in two], default=(1, "c"))[1]
        return must_raise(outcome.results[0], "LookupError", f"no {first}")

    runs.must_all(first_in_time)
