# ruff: noqa: ANN001, ANN002, ANN201, ANN204 - a check reads as topic authors write them, without types
"""Hidden checks of topic 03: offer, drain and WorkQueue."""

from queue_limits import LIMITS, WITH_ROOM

from grader import Blocks, call, check, do, new

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
