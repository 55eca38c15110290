"""Public checks of topic 03. Run them with `pytest assignments/03_queue`."""

from grader import Blocks, CheckFailed, Limits, check, do, new, remark


class Closed(Exception):
    pass


class Model:
    """What a WorkQueue is when nobody interferes."""

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


@check(
    points=6,
    kind="correctness",
    hints=(
        "Which of the lecture's four methods don't wait? What do they do instead, when there is no room or no item?",
        "The exceptions Full and Empty live in the module queue, for multiprocessing.Queue too.",
        "drain can't know how many items there are. It can go on until one particular thing happens.",
    ),
)
def test_offer_and_drain(student):
    """offer puts only where there is room, drain takes all there is, and neither waits."""
    student.patience(cpu=0.5)
    for kind in ("queue.Queue", "multiprocessing.Queue"):
        box = student.new(kind, 2)
        came = []
        for item in ("first", None, "third"):
            offering = student.start(student.queues.offer, box, item)
            assert not offering.blocked(), f"offer waits at a full {kind}, but should return False at once"
            came.append(offering.result())
        assert came == [True, True, False]
    box = student.new("queue.Queue")
    for wanted in (["a", None, 0, "", "b"], []):
        for item in wanted:
            box.put(item)
        draining = student.start(student.queues.drain, box)
        assert not draining.blocked(), "drain waits at an empty queue, but should return what it has at once"
        assert draining.result() == wanted
    box = student.new("queue.Queue", 1)
    box.put("a")
    putting = student.start(box.put, "b")
    student.must_wait(putting, "put of a full queue.Queue returned")
    came = student.queues.drain(box)
    assert student.until(putting.done), "drain made room, but a thread that waited for room in put sleeps on"
    assert came + student.queues.drain(box) == ["a", "b"]


@check(
    points=8,
    kind="correctness",
    hints=(
        "A thread that waits should sleep until another one wakes it: what in threading lets it do so?",
        "After each change of the items somebody may be able to go on. Who, after a put? Who, after a get?",
        "A thread that sleeps must not hold the lock that the others need. Condition.wait lets go of it meanwhile.",
    ),
)
def test_put_and_get_wait(student):
    """put waits while the queue is full, get waits while it is empty, and neither burns CPU time in a loop."""
    student.patience(cpu=0.5)
    work, other = student.new("queues.WorkQueue", 2), student.new("queues.WorkQueue", 1)
    work.put("a")
    putting = student.start(other.put, "the other's")
    assert not putting.blocked(), "put into an empty WorkQueue waits: does it share its items with another one?"
    work.put(None)
    third = student.start(work.put, "c")
    student.must_wait([third], "put returned although both places were taken: it should wait for a get")
    assert work.get() == "a"
    third.result()
    assert [work.get(), work.get()] == [None, "c"]
    early = student.start(work.get)
    student.must_wait([early], "get returned although the queue was empty: it should wait for a put")
    work.put("d")
    assert early.result() == "d"
    assert other.get() == "the other's"


@check(
    points=8,
    kind="race",
    hints=(
        "Three threads sleep in get when close is called. How many of them does your close wake?",
        "A thread that wakes has to look again: is there an item, is it closed, or neither?",
        "get raises Closed only when two things hold at once. Which two?",
    ),
)
def test_close_wakes_all_that_wait(student):
    """close lets every waiting get go with Closed, and what was in the queue can still be got."""
    close, put, get = do("close"), do("put", "a"), do("get")
    with student.if_explorable():
        for maxsize, threads in (
            (1, [[get], [get], [close]]),
            (1, [[put], [close], [get]]),
            (2, [[put, close], [get]]),
        ):
            runs = student.explore(
                new("queues.WorkQueue", maxsize),
                threads=threads,
                limits=Limits(walks=50, schedules=120, points=100_000),
            )
            runs.must_match(lambda maxsize=maxsize: Model(maxsize))
    student.patience(cpu=0.5)
    work = student.new("queues.WorkQueue", 3)
    getters = [student.start(work.get) for _ in range(3)]
    student.must_wait(getters, "get returned although nothing was ever put")
    work.close()
    student.until(lambda: all(getter.done() for getter in getters))
    asleep = sum(not getter.done() for getter in getters)
    assert asleep == 0, f"{asleep} of 3 threads that waited in get still sleep after close"
    for getter in getters:
        with student.raises("Closed"):
            getter.result()

    work = student.new("queues.WorkQueue", 3)
    work.put("first")
    work.put("second")
    work.close()
    with student.raises("Closed"):
        work.put("too late")
    assert [work.get(), work.get()] == ["first", "second"]
    with student.raises("Closed"):
        work.get()


@check(
    points=7,
    kind="correctness",
    hints=(
        "The first item is ready last here. How can a consumer tell where its result belongs?",
        "Who decides which consumer gets which item: you beforehand, or the queue, when one of them is free?",
        "Something can travel through the queue together with the item.",
    ),
)
def test_results_in_order_of_items(student):
    """Results stand in the order of the items, also when the first item is ready last."""
    student.patience(cpu=2)
    items = ["north", "east", "south", "west", "up", "down"]
    for process_all in (student.queues.process_all, student.queues.process_all_mp):
        gate = student.gate()
        running = student.start(process_all, items, gate, consumers=3, maxsize=3)
        gate.wait_for(3, running)
        for item in items[1:]:
            gate.release_args(item)
        student.until(lambda gate=gate, running=running: gate.count >= len(items) or running.done())
        assert gate.count >= len(items), (
            f"while one consumer was at work on the first item, the others took only {gate.count - 1} of the rest of "
            f"{len(items) - 1}: who is done should go on with the next item"
        )
        gate.open()
        assert running.result() == [gate.value(item) for item in items]
        assert gate.count == len(items), f"func was called {gate.count} times for {len(items)} items"


@check(
    points=7,
    kind="speedup",
    hints=(
        "How many threads do you start? And is anything held, such as a lock, while func runs?",
        "When does a consumer of yours go home? It shouldn't, only because the queue is empty for a moment.",
    ),
)
def test_threads_work_together(student):
    """func runs in all consumer threads of process_all at the same time."""
    student.patience(cpu=0.5)
    latch = student.latch(threads=3)
    came = student.queues.process_all(list(range(9)), latch, consumers=3, maxsize=2)
    latch.must_have_opened()
    assert sorted(came) == sorted(latch.value(number) for number in range(9))  # their order is checked elsewhere
    assert len(latch.pids) == 1, f"process_all should work in threads, but func ran in {len(latch.pids)} processes"


@remark(
    "This process_all_mp runs only where processes fork. Windows, macOS and newer Pythons start them otherwise, and "
    "import your file again in each: see the last section of the README."
)
def test_runs_without_fork(student):
    """process_all_mp also works where processes can't fork."""

    def use():
        came = student.queues.process_all_mp([2, 2], student.ref("workloads.square"), consumers=2, maxsize=2)
        if came != [4, 4]:  # whatever their order: that is another check's business
            raise CheckFailed("the results are other ones there")

    student.must_run_without_fork(use)
