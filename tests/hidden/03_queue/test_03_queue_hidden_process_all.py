# ruff: noqa: ANN001, ANN201, ANN202 - a check reads as topic authors write them, without types
"""Hidden checks of topic 03: process_all and process_all_mp."""

import itertools
import secrets

from queue_limits import LIMITS, WIDER

from grader import call, check, new


def must_be_called_once_each(work, items):
    """Fail when func was called more or less often than there are items."""
    assert work.count == len(items), f"calls of func: {work.count}, items: {len(items)}, but each needs just one call"


def failure_of(call):
    """Return the message of the ValueError that ends the call, or what came instead."""
    try:
        value = call.result()
    except ValueError as error:
        return str(error)
    return f"no exception, but the result {value!r}"


ITEMS = [None, 0, "", "twice", False, [], {}, (), "twice", 1.5, [None], None]


@check(
    points=6,
    kind="correctness",
    hints=(
        "Which object says to a consumer that nothing more will come? Could an item look like it, or equal another?",
        "How many consumers wait when the items run out, and what wakes each of them?",
    ),
)
def test_any_item_in_threads(student):
    """process_all takes any items: None, false ones, equal ones, none at all, fewer than consumers."""
    student.patience(cpu=0.5)
    process_all, keep = student.queues.process_all, student.ref("workloads.keep")
    work = student.witness()
    assert process_all(ITEMS, work, consumers=3, maxsize=2) == [work.value(item) for item in ITEMS]
    must_be_called_once_each(work, ITEMS)
    turns = itertools.count()
    in_turn = student.witness(lambda item: f"{item} {next(turns)}")
    assert process_all(["same"] * 4, in_turn, consumers=1, maxsize=2) == ["same 0", "same 1", "same 2", "same 3"]
    assert process_all([], keep, consumers=3, maxsize=1) == []
    assert process_all(["alone"], keep, consumers=6, maxsize=1) == ["alone"]
    assert process_all(list(range(24)), keep, consumers=1, maxsize=1) == list(range(24))
    came = process_all(["a", "b"], student.ref("workloads.complain"), consumers=2, maxsize=1)
    assert repr(came) == repr([ValueError("a"), ValueError("b")])


@check(
    points=7,
    kind="correctness",
    hints=(
        "A process that has put much into a multiprocessing.Queue ends only when somebody has taken it out.",
        "Which object says to a consumer that nothing more will come? A copy arrives in the other process, so `is` "
        "works for few objects.",
    ),
)
def test_any_item_in_processes(student):
    """process_all_mp takes any items, equal ones too, and gives large results."""
    student.patience(cpu=2)
    process_all_mp, keep = student.queues.process_all_mp, student.ref("workloads.keep")
    work = student.witness()
    assert process_all_mp(ITEMS, work, consumers=3, maxsize=2) == [work.value(item) for item in ITEMS]
    must_be_called_once_each(work, ITEMS)
    turns = itertools.count()
    in_turn = student.witness(lambda item: f"{item} {next(turns)}")
    assert process_all_mp(["same"] * 4, in_turn, consumers=1, maxsize=2) == ["same 0", "same 1", "same 2", "same 3"]
    assert process_all_mp([], keep, consumers=2, maxsize=1) == []
    assert process_all_mp(["alone"], keep, consumers=3, maxsize=1) == ["alone"]
    came = process_all_mp(["a"], student.ref("workloads.complain"), consumers=1, maxsize=1)
    assert repr(came) == repr([ValueError("a")])

    came = process_all_mp(list("abcdef"), student.ref("workloads.poster"), consumers=2, maxsize=2)
    assert came == [letter * 150_000 for letter in "abcdef"]


@check(
    points=9,
    kind="race",
    hints=(
        "While all consumers are busy, how far does your producer run ahead, and what stops it?",
        "An empty queue doesn't mean that nothing more will come. What does a consumer of yours take it for?",
        "How many threads of yours can be in func at once, if consumers is 4?",
        "If the next item comes late, what does a consumer do until then: sleep, ask again and again, or go home?",
    ),
)
def test_producer_and_consumers_keep_step(student):
    """Busy consumers hold back the producer, and where items come late, consumers sleep and the call waits."""
    with student.if_explorable():
        explore_desk(student, limits=WIDER)
    student.patience(cpu=2)
    consumers, maxsize, rounds = 4, 4, 3
    # At the end as many are left as the queue holds: then a producer with nothing to do must not become a consumer.
    items = [f"parcel {number:02}" for number in range(consumers * rounds + maxsize)]
    gate = student.gate()
    running = student.start(student.queues.process_all, items, gate, consumers=consumers, maxsize=maxsize)
    for number in range(1, rounds + 1):
        student.until(lambda wanted=consumers * number: gate.count >= wanted or running.done())
        student.settle()
        if running.done():
            running.result()  # if it raised, that says more
        here = gate.count - consumers * (number - 1)
        assert here >= consumers, f"only {here} of {consumers} consumers came for an item, though there were enough"
        assert here == consumers, f"{here} calls of func were running, but there should be {consumers} consumers"
        if number == 1:
            must_be_bounded(student, maxsize, [each.args[0] for each in gate.calls])
        gate.release(consumers)
    gate.open()
    assert running.result() == [gate.value(item) for item in items]

    items = list(range(24))
    assert student.queues.process_all(items, student.ref("workloads.keep"), consumers=4, maxsize=1) == items

    gate, maxsize = student.gate(), 2
    running = student.start(student.queues.process_all_mp, items[:12], gate, consumers=2, maxsize=maxsize)
    gate.wait_for(2, running)
    student.settle()
    must_be_bounded(student, maxsize, ())
    gate.release(8)
    student.until(lambda: gate.count >= 10 or running.done())
    student.settle()
    assert gate.held == 2, f"func was in {gate.held} calls at once, with 2 consumers"
    gate.open()
    assert running.result() == [gate.value(item) for item in items[:12]]

    must_wait_for_late_items(student, "process_all", student.queues.process_all)
    must_wait_for_late_items(student, "process_all_mp", student.queues.process_all_mp)


def explore_desk(student, refused=(), limits=LIMITS):
    """Let process_all work in all kinds of orders, and look who is still at work when it returns."""
    for items, maxsize in ((["a", "b", "c"], 3), (["a", "b", "c"], 1), ([None], 1))[: 2 if refused else 3]:
        desk = new("workloads.Desk", list(refused))
        work = call("queues.process_all", items, desk, consumers=2, maxsize=maxsize)
        runs = student.explore(threads=[[work, desk.do("report")]], then=[desk.do("report")], limits=limits)
        runs.must_all(lambda outcome, items=items: worked(outcome, items, refused))


def worked(outcome, items, refused):
    """Say what is wrong with a call of process_all, or with what its threads had done when it returned."""
    result, report = outcome.threads[0]
    (seen, inside, most), (later, *_) = report.value, outcome.then[0].value
    bad = [item for item in items if item in refused]
    if bad and (result.told is None or result.told.message not in [f"{item} is refused" for item in bad]):
        return f"func raised an exception, but process_all {str(result).partition(') ')[2]}"
    if not bad and (result.error is not None or result.value != items):
        return f"{result}, but func returned {items}"
    if inside or len(later) > len(seen):
        return "process_all returned while func was running, or before it had been called for the last time"
    if any(seen.count(item) > items.count(item) for item in seen) or (not bad and len(seen) < len(items)):
        return f"func was called with {seen}, but there were {items}"
    return f"func was in {most} calls at once, with 2 consumers" if most > 2 else ""


def must_be_bounded(student, maxsize, begun):
    """Fail when more items wait in a queue than may."""
    waiting = student.workloads.fullest_queue(begun)
    assert waiting <= maxsize, f"{waiting} items were waiting in a queue that should hold {maxsize} at most"


def must_wait_for_late_items(student, name, process_all):
    """Let the last item come late: consumers without an item sleep till then, and the call doesn't return."""
    late, gate = student.gate(), student.gate()
    items = student.new("workloads.Trickle", ["early", "too", "late"], late)
    running = student.start(process_all, items, gate, consumers=3, maxsize=1)
    student.until(lambda: late.held or gate.held == 3 or running.done())
    student.must_wait(running, f"{name} returned while func was at work and the last item yet to come", quiet=1.0)
    late.open()
    gate.wait_for(3, running)
    gate.open()
    assert running.result() == [gate.value(item) for item in ("early", "too", "late")]


@check(
    points=7,
    kind="speedup",
    hints=("In which processes does func run? And how many of them are there at the same time?",),
)
def test_processes_work_together(student):
    """func runs in all consumer processes of process_all_mp at the same time."""
    student.patience(cpu=2)
    latch = student.latch(processes=3)
    came = student.queues.process_all_mp(list(range(9)), latch, consumers=3, maxsize=3)
    latch.must_have_opened()
    assert sorted(came) == sorted(latch.value(number) for number in range(9))  # their order is checked elsewhere
    assert len(latch.pids) == 3, f"func ran in {len(latch.pids)} processes, with 3 consumers"


@check(
    points=8,
    kind="faults",
    hints=(
        "An exception in a thread doesn't reach the thread that has started it. Who catches it, and who raises it?",
        "If a consumer is gone, who takes what the producer still wants to put?",
        "Before the exception is raised, everything that was started has to end.",
    ),
)
def test_func_raises(student):
    """An exception of func is raised in the caller, when all consumers have ended."""
    with student.if_explorable():
        explore_desk(student, refused=("b",))
    student.patience(cpu=2)
    secret = f"code {secrets.randbelow(10**9)}"

    def fail(item):
        raise ValueError(f"{secret}: {item}")

    def fail_late(item):
        if item == 11:
            raise ValueError(secret)
        return item

    for process_all in (student.queues.process_all, student.queues.process_all_mp):
        running = student.start(process_all, ["same"] * 12, student.witness(fail), consumers=2, maxsize=1)
        assert failure_of(running) == f"{secret}: same"
        failing = student.witness(fail)
        assert failure_of(student.start(process_all, ["once"], failing, consumers=1, maxsize=1)) == f"{secret}: once"
        must_be_called_once_each(failing, ["once"])
        running = student.start(process_all, list(range(12)), student.witness(fail_late), consumers=2, maxsize=1)
        assert failure_of(running) == secret

    gate = student.gate(fail)
    running = student.start(student.queues.process_all, ["same", "same"], gate, consumers=2, maxsize=1)
    gate.wait_for(2, running)
    gate.release(1)
    if not running.blocked():
        assert failure_of(running) == f"{secret}: same"
        raise AssertionError("process_all raised the exception while another consumer was still in func")
    gate.open()
    assert failure_of(running) == f"{secret}: same"


@check(
    points=6,
    kind="cleanup",
    hints=(
        "Which of your threads and processes can still be waiting for something when you return?",
        "A process that has ended stays in the system's table until somebody joins it.",
    ),
)
def test_nothing_is_left(student):
    """No thread and no process is left, neither after results nor after an exception."""
    student.patience(cpu=2)
    for process_all in (student.queues.process_all, student.queues.process_all_mp):
        came = process_all([4, 6, 8, 10], student.ref("workloads.refuse_odd"), consumers=3, maxsize=2)
        assert sorted(came) == [2, 3, 4, 5]  # their order is another check's business, and luck's where it is wrong
        student.must_leave_nothing()
        failing = student.start(process_all, [2, 3, 4, 6], student.ref("workloads.refuse_odd"), consumers=3, maxsize=1)
        assert failure_of(failing) == "3 is odd"
        student.must_leave_nothing()
