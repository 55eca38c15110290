"""The search: the default first, then random walks, then all within the bound; and the strategies that it hands out."""

from __future__ import annotations

from collections import Counter

from grader.explore.schedule import READ, Op, Run, Schedule, Switch
from grader.explore.search import NOTHING_NEW, Limits, Search
from grader.explore.strategy import Pct, RandomWalk, Replay, Strategy
from tests.grader.explore.machine import Machine, Outcome, Program, generated

_LOST: Program = ((("read", "x", ""), ("write", "x", "1")),) * 2
_OP = Op(READ, ".x")


def all_of(search: Search, program: Program) -> list[tuple[Strategy, Outcome]]:
    found = []
    while (strategy := search.next()) is not None:
        run, outcome = Machine(program).run(strategy)
        search.learn(run)
        found.append((strategy, outcome))
    return found


def test_order_of_the_search() -> None:
    search = Search(7, Limits(walks=5, preemptions=1, budget=100))
    told = all_of(search, _LOST)
    kinds = [type(strategy) for strategy, _ in told]
    assert kinds[:6] == [Replay, *[RandomWalk] * 5]
    assert set(kinds[6:]) == {Replay}
    assert search.exhausted == 1
    assert search.ran == len(told)
    assert {dict(outcome[2])["x"] for _, outcome in told} == {1, 2}  # type: ignore[call-overload]  # its values


def test_without_walks_the_fewest_preemptions_come_first() -> None:
    """So that the first failure that is found has the fewest: this is how one is shrunk."""
    search, preemptions = Search(1, Limits(walks=0)), []
    while (strategy := search.next()) is not None:
        run, _ = Machine(generated(5)).run(strategy)
        search.learn(run)
        preemptions.append(run.preemptions)
    assert set(preemptions) == {0, 1, 2}
    assert preemptions == sorted(preemptions)


def test_walks_end_when_they_have_nothing_new() -> None:
    apart: Program = ((("write", "x", "1"),) * 3, (("write", "y", "1"),) * 3)
    told = all_of(Search(7, Limits(walks=100)), apart)
    assert [type(strategy) for strategy, _ in told].count(RandomWalk) == 1 + NOTHING_NEW
    assert len(all_of(Search(7, Limits(walks=100, preemptions=0)), generated(946))) > 100


def test_where_nobody_has_a_choice_one_walk_is_enough() -> None:
    alone, search, told = Run((), ((1, _OP),)), Search(7), []
    while (strategy := search.next()) is not None:
        search.learn(alone)
        told.append(type(strategy))
    assert told == [Replay, RandomWalk]
    assert search.exhausted == 2


def test_what_failed_before_is_tried_first() -> None:
    known = Schedule((Switch(0, 2, 1),))
    search = Search(7, Limits(walks=5), first=(known,))
    strategy = search.next()
    assert isinstance(strategy, Replay)
    run, _ = Machine(_LOST).run(strategy)
    assert run.schedule == known


def test_a_budget_ends_it_and_it_says_how_far_it_came() -> None:
    search = Search(1, Limits(walks=2, preemptions=2, budget=6))
    assert len(all_of(search, generated(946))) == 6
    assert search.exhausted < 2
    few = Search(1, Limits(walks=2, preemptions=2, points=30))
    assert len(all_of(few, generated(946))) < 6


def test_the_same_seed_gives_the_same_walks() -> None:
    def walks(seed: int) -> list[Outcome]:
        return [outcome for _, outcome in all_of(Search(seed, Limits(walks=20, preemptions=0)), generated(275))]

    assert walks(3) == walks(3)
    assert walks(3) != walks(4)


def test_a_random_walk_is_fair() -> None:
    walk = RandomWalk(1)
    chosen = Counter(walk.pick(0, count, _OP, (0, 1, 2)) for count in range(3000))
    assert all(800 < chosen[task] < 1200 for task in range(3))


def test_replay_follows_what_can_be_followed() -> None:
    replay = Replay(Schedule.parse("0.2>1 0.3>7"))
    assert [replay.pick(0, count, _OP, (0, 1)) for count in (1, 2, 3)] == [0, 1, 0]


def test_priorities_run_one_task_until_it_is_lowered() -> None:
    pct = Pct(5, length=50, depth=1)
    first = {pct.pick(0, count, _OP, (0, 1)) for count in range(5)}
    assert len(first) == 1
    blocked = {pct.pick(0, 6, _OP, (1, 0))}
    assert blocked == {1} or first == {1}


def test_the_seed_has_no_say_in_the_bounded_search_but_by_the_places_that_its_walks_found() -> None:
    compared = 0
    for number in range(200):
        bounded: dict[frozenset[str], list[str]] = {}
        for seed in range(5):
            search = Search(seed, Limits(walks=10, preemptions=1, budget=60))
            told, program = [], generated(number)
            begun: int | None = None
            while True:
                if search.has_walked and begun is None:
                    begun, places = search.ran, search.places
                strategy = search.next()
                if strategy is None:
                    break
                run, _ = Machine(program).run(strategy)
                search.learn(run)
                told.append(str(run.schedule))
            if begun is not None and len(told) > begun:
                compared += places in bounded
                assert bounded.setdefault(places, told[begun:]) == told[begun:]
    assert compared > 100
