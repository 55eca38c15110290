# ruff: noqa: ANN001, ANN201, ANN202 - a check reads as topic authors write them, without types
"""Hidden checks of topic 07: the buffer, and how long all of them wait."""

import pytest
from condition_models import BufferModel, GateModel, LatchModel, pause

from grader import Limits, check, do, new

BUFFER = "bounded_buffer.BoundedBuffer"
TIE = 1e-6


def one():
    return BufferModel(1)


def must_be_built(student):
    """Refuse a buffer that is one of the standard library's queues."""
    found = {"queue", "_queue"} & set(student.workloads.imported_modules())
    assert not found, f"your file imports {found.pop()}: here you build yourself what that module is made of"


def took(outcome, name, seconds):
    """Say what is wrong when an operation with that timeout ran longer, or gave up earlier."""
    for result in outcome.results:
        if result.op.name != name or result.op.kwargs.get("timeout") != seconds:
            continue
        if result.took > seconds + TIE:
            return f"{result.op} came back after {result.took:g} s: the time should be up after {seconds:g} s"
        gave_up = result.error is not None or result.value is False
        if gave_up and result.took < seconds - TIE:
            return f"{result.op} gave up after {result.took:g} s already"
    return ""


@check(
    points=9,
    kind="race",
    hints=(
        "One get makes one place. Could two threads take it for theirs: one that has waited, and one that comes anew?",
        "A thread that was woken has to look again whether there is a place.",
    ),
)
def test_never_too_full(student):
    """However many threads put, the buffer never holds more than its capacity."""
    must_be_built(student)
    runs = student.explore(
        new(BUFFER, 1),
        threads=[[do("put", "a", timeout=9), do("put", "c", timeout=9)], [do("put", "b", timeout=9)], [do("get")]],
        then=[do("__len__")],
    )
    runs.must_match(one)


@check(
    points=8,
    kind="race",
    hints=(
        "Threads that put and threads that get may all be asleep at the same time. Which of them does a notify wake?",
        "If one condition serves both sides, a wake-up may go to somebody who can't use it. Wake all, or keep two "
        "conditions with the same lock.",
        "Change first, then wake, and both while holding the lock: who looks between the two must not fall asleep.",
    ),
)
def test_many_on_both_sides(student):
    """With several threads on both sides, no item is lost and no wake-up either."""
    must_be_built(student)
    for capacity, threads in (
        (1, [[do("put", "a")], [do("put", "b")], [do("get")], [do("get")]]),
        (1, [[do("get"), do("get")], [do("put", "a"), do("put", "b")]]),
        (2, [[do("put", "a")], [do("put", "b")], [do("get"), do("get")]]),
        (2, [[do("put", "a"), do("put", "b"), do("get")], [do("get")]]),
        (2, [[do("get")], [do("get")], [do("put", "a"), do("put", "b")]]),
        (2, [[do("put", "a"), do("put", "b"), do("put", "c")], [do("put", "d")], [do("get"), do("get")]]),
    ):
        runs = student.explore(
            new(BUFFER, capacity), threads=threads, then=[do("__len__")], limits=Limits(schedules=200)
        )
        runs.must_match(lambda capacity=capacity: BufferModel(capacity))
    one, other = new(BUFFER, 1), new(BUFFER, 1)
    threads = [[one.do("get")], [other.do("get")], [one.do("put", "a"), other.do("put", "b")]]
    student.explore(threads=threads, limits=Limits(schedules=200)).must_end()


@check(
    points=8,
    kind="faults",
    hints=(
        "Condition.wait takes a timeout as well. How do you learn that it has passed?",
        "A timeout of 0 means: once, without waiting. None means: no limit. Does your code tell 0 and None apart?",
        "When time is up, the buffer must be as it was before the call, its lock free and its items in order.",
    ),
)
def test_time_is_up(student):
    """put, get and wait give up just when their time is up, and have changed nothing then."""
    must_be_built(student)
    buffer = student.new(BUFFER, 1)  # once on the real machine
    with pytest.raises(TimeoutError):
        buffer.get(timeout=0.02)
    buffer.put("kept", timeout=0.02)
    for timeout in (0, 0.02):
        with pytest.raises(TimeoutError):
            buffer.put("refused", timeout=timeout)
    assert [buffer.call("__len__"), buffer.get(timeout=0)] == [1, "kept"]
    with pytest.raises(TimeoutError):
        buffer.get(timeout=0)

    for seconds in (0, 2.5):
        runs = student.explore(
            new(BUFFER, 2),
            threads=[
                [
                    do("get", timeout=seconds),
                    do("put", "a", timeout=seconds),
                    do("put", "b"),
                    do("put", "c", timeout=seconds),
                    do("put", "d", timeout=seconds),
                    do("__len__"),
                    do("get", timeout=seconds),
                    do("put", "e", timeout=seconds),
                    do("get"),
                    do("get", timeout=seconds),
                    do("get", timeout=seconds),
                ]
            ],
            late=False,
        )
        runs.must_match(lambda: BufferModel(2))
        runs.must_all(lambda outcome, seconds=seconds: took(outcome, "get", seconds) or took(outcome, "put", seconds))
    for made, model in (("Gate", GateModel), ("Latch", lambda: LatchModel(1))):
        runs = student.explore(
            new(f"bounded_buffer.{made}", *([1] if made == "Latch" else [])),
            threads=[[do("wait", timeout=2.5)], [do("wait", timeout=2.5), do("wait", timeout=0)]],
            late=False,
        )
        runs.must_match(model)
        runs.must_all(lambda outcome: took(outcome, "wait", 2.5) or took(outcome, "wait", 0))


@check(
    points=8,
    kind="faults",
    hints=(
        "A thread may be woken several times and find nothing each time. How long does it wait from then on?",
        "The end of the time is fixed when the call begins. Compute it once, and what is left of it before each wait.",
    ),
)
def test_a_wakeup_does_not_begin_anew(student):
    """Whoever is woken and finds nothing waits only for the rest of the time."""
    must_be_built(student)
    runs = student.explore(
        new(BUFFER, 1),
        threads=[[do("get", timeout=2)], [pause(1), do("put", "a"), do("get", timeout=0)]],
        late=False,
    )
    runs.must_all(lambda outcome: took(outcome, "get", 2))
    runs.must_match(one)
    runs = student.explore(
        new(BUFFER, 1),
        threads=[
            [do("put", "a"), do("put", "b", timeout=2)],
            [pause(1), do("get"), do("put", "c", timeout=0)],
        ],
        late=False,
    )
    runs.must_all(lambda outcome: took(outcome, "put", 2))
    runs.must_match(one)
    runs = student.explore(
        new("bounded_buffer.Latch", 3),
        threads=[[do("wait", timeout=2)], [pause(1), do("count_down"), pause(0.5), do("count_down")]],
        late=False,
    )
    runs.must_all(lambda outcome: took(outcome, "wait", 2))


@check(
    points=7,
    kind="race",
    hints=(
        "An item may come in the very moment in which the time is up. Then it is taken and returned, or it stays: what "
        "must not happen to it?",
        "If a thread was woken and gives up all the same, who takes the item that it was woken for?",
    ),
)
def test_the_last_moment(student):
    """An item that comes just when the time is up is got or stays in the buffer, and isn't lost in between."""
    must_be_built(student)
    runs = student.explore(
        new(BUFFER, 1),
        threads=[[pause(2), do("put", "a")], [do("get", timeout=2)]],
        then=[do("__len__"), do("get", timeout=0)],
        late=False,
    )
    runs.must_match(one)
    runs = student.explore(
        new(BUFFER, 1),
        threads=[[pause(2), do("get")], [do("put", "a"), do("put", "b", timeout=2)]],
        then=[do("__len__"), do("get", timeout=0)],
        late=False,
    )
    runs.must_match(one)
    runs = student.explore(
        new(BUFFER, 1),
        threads=[[pause(2), do("put", "a")], [do("get", timeout=2)], [do("get", timeout=50)]],
        then=[do("__len__")],
        late=False,
        limits=Limits(schedules=300),
    )

    def complaint(outcome):
        (put,), (short,), (long,) = outcome.threads[0][1:], outcome.threads[1], outcome.threads[2]
        if put.error is None and short.error is not None and (long.error is not None or long.took > 2 + TIE):
            return (
                f"{short.op} gave up just when an item came, and {long.op}, which waited as well, "
                "slept on although the item was there: the wake-up for it was lost"
            )
        return ""

    runs.must_match(one)
    runs.must_all(complaint)

    twice = do("put", "b", timeout=1)  # the same item as that of somebody who waits longer
    runs = student.explore(
        new(BUFFER, 1),
        threads=[
            [do("put", "a"), do("put", "b")],
            [pause(0.5), twice],
            [pause(3), do("get"), do("get"), do("get", timeout=0)],
        ],
        late=False,
        limits=Limits(schedules=200),
    )
    runs.must_match(one)
    runs = student.explore(
        new(BUFFER, 2), threads=[[do("put", "a", timeout=0)], [do("put", "b")]], then=[do("put", "c", timeout=0)]
    )

    def place_lost(outcome):
        refused, again = outcome.results[0], outcome.then[0]
        if refused.error is not None and again.error is not None:
            return f"{refused}, and afterwards {again}, although only one item is in a buffer for two"
        return ""

    runs.must_all(place_lost)


LONG = 1.234567891
"""No loop that sleeps a round number of seconds again and again ends just then."""


def must_end_at_once(student, made, waiting, change, before=()):
    runs = student.explore(
        new(f"bounded_buffer.{made}", *([] if made == "Gate" else [1])),
        threads=[[*before, waiting], [pause(LONG), change]],
        late=False,
        limits=Limits(walks=30, schedules=200),
    )

    def complaint(outcome):
        for result in outcome.results:
            if result.op is waiting and abs(result.took - LONG) > 1e-9:
                if result.took < LONG:
                    return f"{waiting} returned {LONG - result.took:g} s before it could go on"
                return (
                    f"{waiting} could have gone on, and slept {result.took - LONG:g} s more: "
                    "it looks again and again instead of being woken"
                )
        return ""

    runs.must_all(complaint)


@check(
    points=8,
    kind="speedup",
    hints=(
        "A loop that sleeps and looks again wastes time twice: it looks for nothing, and it wakes up too late.",
        "Let the thread that changes something wake the one that waits for it.",
    ),
)
def test_who_waits_is_woken(student):
    """Whoever waits sleeps until another thread wakes it, and goes on in that moment."""
    must_be_built(student)
    must_end_at_once(student, "BoundedBuffer", do("get"), do("put", "a"))
    must_end_at_once(student, "BoundedBuffer", do("get", timeout=100), do("put", "a"))
    must_end_at_once(student, "BoundedBuffer", do("put", "b"), do("get"), before=[do("put", "a")])
    must_end_at_once(student, "Gate", do("wait"), do("open"))
    must_end_at_once(student, "Latch", do("wait"), do("count_down"))
