"""Linearizability: histories that some order explains, and histories that none does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from grader.describe import Blocks, Do, New
from grader.judge.history import is_linearizable, orders_of
from grader.judge.outcome import Outcome, Result


class Register:
    def __init__(self) -> None:
        self.value = 0

    def write(self, value: int) -> None:
        self.value = value

    def read(self) -> int:
        return self.value


class Fifo:
    def __init__(self) -> None:
        self.items: list[Any] = []

    def put(self, item: Any) -> None:
        self.items.append(item)

    def get(self, timeout: float | None = None) -> Any:
        if not self.items:
            if timeout is None:
                raise Blocks
            raise TimeoutError
        return self.items.pop(0)


class Bank:
    def __init__(self) -> None:
        self.balances: dict[New, int] = {}

    def deposit(self, account: New, amount: int) -> int:
        self.balances[account] = self.balances.get(account, 0) + amount
        return self.balances[account]


def result(thread: int, index: int, op: Do, value: object = None, **kwargs: Any) -> Result:
    before = kwargs.pop("before", ())
    error, is_blocked = kwargs.get("error"), kwargs.get("blocked", False)
    return Result(op, thread, index, tuple(before), value, error, is_blocked, rescued=False, at=0.0, took=0.0)


def outcome(threads: Sequence[Sequence[Result]], then: Sequence[Result] = ()) -> Outcome:
    return Outcome(
        schedule="-",
        preemptions=0,
        ending="done",
        threads=tuple(map(tuple, threads)),
        then=tuple(then),
        stuck=(),
        left=(),
        held=0,
        unseen=(),
        most={},
        under_lock=(),
        calls=(),
        rests=0,
    )


def test_overlapping_operations_may_come_in_either_order() -> None:
    write = result(0, 0, Do("write", (1,)), before=(0, 0))
    for seen in (0, 1):
        assert is_linearizable(outcome([[write], [result(1, 0, Do("read"), seen, before=(0, 0))]]), Register)
    assert not is_linearizable(outcome([[write], [result(1, 0, Do("read"), 2, before=(0, 0))]]), Register)


def test_what_had_returned_comes_first() -> None:
    write = result(0, 0, Do("write", (1,)), before=(0, 0))
    stale = result(1, 0, Do("read"), 0, before=(1, 0))
    assert not is_linearizable(outcome([[write], [stale]]), Register)


def test_a_lost_update_is_no_order() -> None:
    class Counter:
        def __init__(self) -> None:
            self.value = 0

        def add(self, by: int) -> None:
            self.value += by

    threads = [[result(0, 0, Do("add", (1,)), before=(0, 0))], [result(1, 0, Do("add", (2,)), before=(0, 0))]]
    assert is_linearizable(outcome(threads, [result(2, 0, Do("value", read=True), 3)]), Counter)
    assert not is_linearizable(outcome(threads, [result(2, 0, Do("value", read=True), 2)]), Counter)
    assert orders_of(outcome(threads, [result(2, 0, Do("value", read=True), 2)]), Counter) == ["value gives 3"]


def test_a_wait_for_ever_is_right_only_where_the_model_waits() -> None:
    get = result(0, 0, Do("get"), blocked=True, before=(0, 0))
    assert is_linearizable(outcome([[get]]), Fifo)
    put = result(1, 0, Do("put", (7,)), before=(0, 0))
    assert not is_linearizable(outcome([[get], [put]]), Fifo)
    taken = result(2, 0, Do("get"), 7, before=(0, 0, 0))
    assert is_linearizable(outcome([[get], [put], [taken]]), Fifo)


def test_exceptions_agree_by_name_and_types_exactly() -> None:
    from grader.facts import Told, revive

    late = result(0, 0, Do("get", (0.0,)), error=revive(Told(("TimeoutError",), "")))
    wrong = result(0, 0, Do("get", (0.0,)), error=revive(Told(("ValueError",), "")))
    assert is_linearizable(outcome([[late]]), Fifo)
    assert not is_linearizable(outcome([[wrong]]), Fifo)
    assert not is_linearizable(outcome([[result(0, 0, Do("read"), False)]]), Register)


def test_several_objects_are_told_apart() -> None:
    one, two = New("bank.Account"), New("bank.Account")
    threads = [
        [result(0, 0, Do("deposit", (5,), on=one), 5, before=(0, 0))],
        [result(1, 0, Do("deposit", (5,), on=two), 5, before=(0, 0))],
    ]
    assert is_linearizable(outcome(threads), Bank)
    same = [threads[0], [result(1, 0, Do("deposit", (5,), on=one), 5, before=(0, 0))]]
    assert not is_linearizable(outcome(same), Bank)


@pytest.mark.parametrize("given", [[1, 2], [2, 1]])
def test_order_of_a_queue(given: list[int]) -> None:
    puts = [result(0, 0, Do("put", (1,)), before=(0, 0)), result(0, 1, Do("put", (2,)), before=(1, 0))]
    gets = [result(1, index, Do("get"), item, before=(0, index)) for index, item in enumerate(given)]
    assert is_linearizable(outcome([puts, gets]), Fifo) == (given == [1, 2])
