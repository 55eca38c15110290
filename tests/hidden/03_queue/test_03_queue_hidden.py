# ruff: noqa: ANN001, ANN002, ANN201, ANN202, ANN204 - a check reads as topic authors write them, without types
"""Hidden checks of topic 03."""

import itertools
import secrets

from grader import Blocks, Limits, call, check, do, new

LIMITS = Limits(walks=50, schedules=150, points=120_000)
"""Far enough to find an order that does harm, and soon over where an answer goes many steps: polling, pools."""
WITH_ROOM = Limits(walks=50, schedules=200, points=120_000)
"""For what the walks of 1 seed in 600 miss, and what the bounded search finds with its 122nd schedule."""
WIDER = Limits(walks=100, schedules=200, points=120_000)
"""For what one walk in eight finds, or fewer, and no bounded search of this length."""
TINY = 1e-6


class QueueModel:
    """A queue.Queue and `offer` when nobody interferes."""

    def __init__(self, maxsize):
        self.maxsize = maxsize
        self.items = []

    def offer(self, box, item):
        if len(self.items) >= self.maxsize:
            return False
        self.items.append(item)
        return True

    def put(self, box, item):
        if not self.offer(box, item):
            raise Blocks

    def get(self, box):
        if not self.items:
            raise Blocks
        return self.items.pop(0)

    def qsize(self, box):
        return len(self.items)


class WorkModel:
    """A WorkQueue when nobody interferes."""

    def __init__(self, maxsize):
        self.maxsize = maxsize
        self.items = []
        self.closed = False

    def put(self, item):
        if self.closed:
            raise Closed
        if len(self.items) >= self.maxsize:
            raise Blocks
        self.items.append(item)

    def get(self):
        if not self.items:
            raise Closed if self.closed else Blocks
        return self.items.pop(0)

    def close(self):
        self.closed = True

    def sleep(self, seconds):
        pass


class Closed(Exception):
    pass


def explore_work_queues(student, *programs):
    """Let threads use a WorkQueue in all kinds of orders. Each program comes to its end: who polls has to."""
    with student.if_explorable():
        for maxsize, threads, then in programs:
            runs = student.explore(new("queues.WorkQueue", maxsize), threads=threads, then=then, limits=LIMITS)
            runs.must_match(lambda maxsize=maxsize: WorkModel(maxsize))


def put(*items):
    return [do("put", item) for item in items]


def get(times=1):
    return [do("get") for _ in range(times)]


def ended(student, calls, wanted):
    """Wait for as many calls to end as there should be, and for all to come to rest; return how many have ended."""
    student.until(lambda: sum(each.done() for each in calls) >= wanted)
    student.settle()
    for each in calls:
        if each.done():
            each.result()  # if it raised, that says more
    return sum(each.done() for each in calls)


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


@check(
    points=6,
    kind="race",
    hints=(
        "Between two lines of yours another thread can put or get. What if it does so just after you have looked?",
        "What full(), empty() or qsize() says may be out of date when you read it. Which calls look and act in one?",
    ),
)
def test_a_rival_in_between(student):
    """offer and drain don't wait either when another thread acts right after they have looked."""
    with student.if_explorable():
        explore_rivals(student)
    student.patience(cpu=0.5)
    box = student.new("workloads.Contested", 1, "producer")
    offering = student.start(student.queues.offer, box, "mine")
    assert not offering.blocked(), "offer waits: another thread took the place after offer had seen it free"
    assert offering.result() == (box.contents() == ["mine"])

    box = student.new("workloads.Contested", 3, "consumer")
    for number in range(3):
        box.put(number)
    draining = student.start(student.queues.drain, box)
    assert not draining.blocked(), "drain waits: another thread took the item after drain had seen it"
    came, taken = draining.result(), box.read("taken")
    assert came == [number for number in range(3) if number not in taken]


def explore_rivals(student):
    box = new("queue.Queue", 1)
    offers = [call("queues.offer", box, item) for item in "ab"]
    for threads, then in (
        ([[offers[0]], [box.do("put", "rival"), box.do("get")]], [box.do("qsize")]),
        ([[offers[0]], [offers[1]], [box.do("put", "rival"), box.do("get")]], [box.do("qsize")]),
    ):
        runs = student.explore(threads=threads, then=then, limits=LIMITS)
        runs.must_match(lambda: QueueModel(1))

    full = new("queue.Queue", 1)
    runs = student.explore(threads=[[full.do("put", "a"), call("queues.offer", full, "b")]], late=False, limits=LIMITS)
    runs.must_all(waited)

    runs = student.explore(threads=[[call("queues.offer", new("queue.Queue", 0), "a")]], late=False, limits=LIMITS)
    runs.must_all(lambda outcome: "" if outcome.results[0].value is True else "offer refuses a queue without any limit")

    wide = new("queue.Queue", 2)
    threads = [[wide.do("put", item) for item in "abc"], [wide.do("put", "d")], [call("queues.drain", wide)]]
    runs = student.explore(threads=threads, then=[wide.do("qsize")], limits=LIMITS)
    runs.must_all(woken_by_drain, alone=True)

    drains = [call("queues.drain", box) for box in (new("queue.Queue", 3), new("queue.Queue", 1))]
    for drain, count in zip(drains, (3, 2), strict=True):
        box = drain.args[0]
        puts, taken = [box.do("put", item) for item in range(count)], box.do("get_nowait")
        for threads, then in (([[*puts, drain], [taken]], []), ([[*puts, taken], [drain]], [drain])):
            if count == 2 and not then:
                continue  # the second put would wait for a drain that comes only after it
            runs = student.explore(threads=threads, then=[*then, box.do("qsize")], limits=LIMITS)
            runs.must_all(lambda outcome, drain=drain, count=count: drained(outcome, drain, count), may_be_rescued=True)


def waited(outcome):
    """Say how long offer waited for room that nobody made, in virtual time."""
    offered = outcome.threads[0][1]
    return f"offer waits {offered.took:g} s for room in a full queue" if offered.took > TINY else ""


def woken_by_drain(outcome):
    """Say that a put waits although there is room; one that came when the queue was full again waits rightly."""
    waiting = [result for result in outcome.blocked if result.op.name == "put"]
    has_room = outcome.then and outcome.then[0].value < 2
    return f"drain made room for two, but {waiting[0].op} still waits for some" if waiting and has_room else ""


def drained(outcome, drain, count):
    """Say what is wrong when one thread put the numbers up to `count` and others took them."""
    drains = [result for result in outcome.results if result.op is drain]
    for result in drains:
        if type(result.value) is not list or not all(type(item) is int for item in result.value):
            return f"{result}, but a list of what was in the queue was asked for"
    came = [item for result in drains for item in result.value]
    others = [result.value for result in outcome.results if result.op.name == "get_nowait" and result.error is None]
    if came != sorted(came):
        return f"drain gives {came}: the oldest should come first"
    if sorted(came + others) != list(range(len(came + others))):
        return f"drain gives {came} and another thread got {others} of {list(range(count))}: not each item once"
    left = count - len(came + others)
    if count == 3 and left != outcome.then[-1].value:
        return f"drain gives {came}, another thread got {others}, but {outcome.then[-1].value} are in the queue"
    return ""


@check(
    points=8,
    kind="race",
    hints=(
        "Several threads may wake for one item, or another thread may be faster. What does yours do if so?",
        "What was true when a thread was woken may be false when it runs. Look again.",
    ),
)
def test_one_goes_on_for_each_change(student):
    """One item lets one waiting get go on, one free place one waiting put; the others wait on."""
    close = [do("close")]  # so that helper threads of the queue's own, if there are any, come to their end
    explore_work_queues(
        student,
        (1, [put("a"), put("b"), get(), get()], close),
        (1, [put("a", "b"), get(2)], close),
        (2, [put("a", "b", "c"), get(), get(2)], close),
        (1, [put("a") + get(), put("b") + get()], close),
    )
    with student.if_explorable():
        one, two = new("queues.WorkQueue", 1), new("queues.WorkQueue", 1)
        threads = [[one.do("get")], [two.do("get")], [one.do("put", "a"), two.do("put", "b")]]
        student.explore(threads=threads, limits=WITH_ROOM).must_end()
    student.patience(cpu=0.5)
    in_one_go = student.workloads.in_one_go
    work = student.new("queues.WorkQueue", 2)
    getters = [student.start(work.get) for _ in range(3)]
    student.must_wait(getters, "get returned although the queue was empty")
    work.put("a")
    went_on = ended(student, getters, 1)
    assert went_on == 1, f"one item was put, but {went_on} of 3 waiting gets returned"
    in_one_go(work, [("put", "b"), ("put", "c")])
    went_on = ended(student, getters, 3)
    assert went_on == 3, f"three items were put, but {went_on} of 3 waiting gets returned"
    assert sorted(getter.result() for getter in getters) == ["a", "b", "c"]

    in_one_go(work, [("put", "full 1"), ("put", "full 2")])
    putters = [student.start(work.put, item) for item in "xyz"]
    student.must_wait(putters, "put returned although the queue was full")
    assert in_one_go(work, ["get", "get"]) == ["full 1", "full 2"]
    went_on = ended(student, putters, 2)
    assert went_on == 2, f"two places became free, but {went_on} of 3 waiting puts went on"
    assert sorted(work.get() for _ in range(3)) == ["x", "y", "z"]
    for putter in putters:
        putter.result()

    # One thread waits, another one acts twice without giving it a turn. Either may be the first; the other waits on.
    for _ in range(2):
        slow = student.start(work.get)
        student.must_wait(slow, "get returned although the queue was empty")
        fast = student.start(in_one_go, work, [("put", "first"), "get"])
        went_on = ended(student, [slow, fast], 1)
        assert went_on == 1, f"one item was put, but {went_on} of 2 gets returned"
        work.put("second")
        assert sorted([slow.result(), fast.result()[1]]) == ["first", "second"]

        in_one_go(work, [("put", "full 1"), ("put", "full 2")])
        slow = student.start(work.put, "slow")
        student.must_wait(slow, "put returned although the queue was full")
        fast = student.start(in_one_go, work, ["get", ("put", "fast")])
        went_on = ended(student, [slow, fast], 1)
        assert went_on == 1, (
            f"one place became free, but {went_on} of 2 puts went on: more are in the queue than maxsize"
        )
        assert sorted(work.get() for _ in range(3)) == ["fast", "full 2", "slow"]
        assert [slow.result(), fast.result()[0]] == [None, "full 1"]


@check(
    points=7,
    kind="race",
    hints=(
        "When close is called, threads may sleep in put, too. What should become of them and of their items?",
        "close itself never waits, so it can't need a place in a full queue.",
    ),
)
def test_close_while_full(student):
    """close of a full queue returns at once, waiting puts end with Closed, and what was in it can still be got."""
    close = do("close")
    explore_work_queues(
        student,
        (1, [put("a", "b"), [close]], get(2)),
        (1, [put("a"), put("b"), [close]], get(2)),
        (1, [[*put("a"), close], get(), get()], []),
        (2, [put("a"), get(2), [close]], []),
        (1, [[call("time.sleep", 0.2), *put("a"), close], get(2)], []),  # whoever waits with a time-out looks meanwhile
    )
    student.patience(cpu=0.5)
    work = student.new("queues.WorkQueue", 2)
    work.put("first")
    work.put("second")
    putters = [student.start(work.put, item) for item in "xyz"]
    student.must_wait(putters, "put returned although the queue was full")
    closing = student.start(work.close)
    assert not closing.blocked(), "close waits, though it should only say that nothing more will come"
    closing.result()
    student.until(lambda: all(putter.done() for putter in putters))
    asleep = sum(not putter.done() for putter in putters)
    assert asleep == 0, f"{asleep} of 3 threads that waited in put still sleep after close"
    for putter in putters:
        with student.raises("Closed"):
            putter.result()
    assert [work.get(), work.get()] == ["first", "second"]
    for _ in range(2):
        with student.raises("Closed"):
            work.get()


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
