# ruff: noqa: ANN001, ANN201, ANN202 - a check reads as topic authors write them, without types
"""Hidden checks of topic 08."""

from grader import Limits, call, check, new, probe

MET = call("workloads.met")


def pause(seconds):
    return call("workloads.pause", seconds)


def wrong_in_pool(outcome, size, planned=()):
    """Say what is wrong with a run of leases: too many connections, a shared one, or an exception of nobody's plan."""
    made = sum(call.name == "connect" for call in outcome.calls) - (OSError in planned)
    if made > size:
        return f"{made} connections were made for a pool of the size {size}"
    return met_or_raised(outcome, planned)


def met_or_raised(outcome, planned=()):
    names = [error.__name__ for error in planned]
    for result in outcome.results:
        if result.error is not None:
            if result.told is None or result.told.name not in names:
                if isinstance(result.error, NotImplementedError):
                    raise result.error  # the stub's own
                return f"an exception came out: {result}"
            names.remove(result.told.name)
        elif result.op is MET and result.value:
            return result.value[0]
    return ""


@check(
    points=10,
    kind="race",
    hints=(
        "Count how often a semaphore is released for each time that it was acquired, on every way through your code.",
        "A thread that goes on because there is a place takes a connection, or makes one. Can two take the same?",
        "How many were made is shared as well. Who changes it, and what guards it?",
    ),
)
def test_never_more_than_size(student):
    """However many threads come, at most size connections are made, and none is lent twice."""
    for size, uses in ((1, (1, 1, 1)), (2, (2, 1)), (2, (1, 1, 1, 1))):
        connect = probe("connect", answers=["a", "b"], rest="one too many")
        work = probe("work", seconds=0.001)  # meanwhile others come in
        use = call("workloads.use", new("limits.ConnectionPool", connect, size), work)
        limits = Limits(walks=40, schedules=180)
        runs = student.explore(threads=[[use] * times for times in uses], then=[use, MET], limits=limits)
        runs.must_all(lambda outcome, size=size: wrong_in_pool(outcome, size))


@check(
    points=9,
    kind="faults",
    hints=(
        "What happens to the connection, and to the thread that waits for it, if the block ends by an exception?",
        "In a generator with @contextmanager the exception comes out of the yield. What has to stand around it?",
        "If connect raises, there is no connection, but somebody holds a place for it.",
    ),
)
def test_exceptions_lose_nothing(student):
    """After an exception in the block, or in connect itself, the pool has all its places again."""
    for answers in ([ValueError("planned")], [None, ValueError("planned")]):
        connect, work = probe("connect", answers=["a"], rest="one too many"), probe("work", answers=answers)
        use = call("workloads.use", new("limits.ConnectionPool", connect, 1), work)
        runs = student.explore(threads=[[use, use], [use]], then=[use, MET], limits=Limits(schedules=180))
        runs.must_all(lambda outcome: wrong_in_pool(outcome, 1, [ValueError]))

    for answers in ([IndexError("refused"), "a"], ["a", OSError("refused"), "b"]):
        size = len(answers) - 1
        planned = [type(each) for each in answers if isinstance(each, Exception)]
        connect, work = probe("connect", answers=answers, rest="one too many"), probe("work")
        use = call("workloads.use", new("limits.ConnectionPool", connect, size), work)
        runs = student.explore(threads=[[use]] * (size + 1), then=[use, MET], limits=Limits(schedules=180))

        def complaint(outcome, size=size, planned=planned):
            failed = sum(result.error is not None for result in outcome.results)
            asked = sum(call.name == "connect" for call in outcome.calls)
            if asked - failed > size:
                return f"{asked - failed} connections were made for a pool of the size {size}"
            if any(call.args == (None,) for call in outcome.calls if call.name == "work"):
                return "connect had raised, but the block ran without a connection"
            return met_or_raised(outcome, planned)

        runs.must_all(complaint)


@check(
    points=10,
    kind="race",
    hints=(
        "How many readers are inside is shared by all readers. Is += one step?",
        "Between `nobody is inside` and `I am inside`, nobody else may look.",
        "Can a thread that is inside, or half inside, wait for another one that waits for it?",
    ),
)
def test_writers_are_alone(student):
    """Nobody is inside together with a writer, and nobody waits for ever."""
    for kinds in (("read", "read", "write"), ("read", "write", "write")):
        lock, work = new("limits.ReadWriteLock"), probe("work")
        read, write = call("workloads.read_with", lock, work), call("workloads.write_with", lock, work)
        runs = student.explore(
            threads=[[read if kind == "read" else write] for kind in kinds],
            then=[write, read, MET],
            limits=Limits(schedules=260),
        )
        runs.must_all(met_or_raised)
    lock, work = new("limits.ReadWriteLock"), probe("work")
    read, write = call("workloads.read_with", lock, work), call("workloads.write_with", lock, work)
    runs = student.explore(threads=[[read, write], [write, read]], then=[write, MET], limits=Limits(schedules=180))
    runs.must_all(met_or_raised)


TIMES = 20


@check(
    points=9,
    kind="race",
    hints=(
        "Readers come and go, but there is always one inside. When does the writer get in?",
        "A reader that comes has to know whether a writer waits already.",
    ),
)
def test_no_writer_starves(student):
    """A writer gets in although there is always a reader inside, and more come all the time."""
    lock, reading, writing = new("limits.ReadWriteLock"), probe("reading", seconds=0.002), probe("writing")
    read = call("workloads.read_often", lock, reading, TIMES)
    runs = student.explore(
        threads=[[read], [pause(0.001), read], *[[pause(0.0015), call("workloads.write_with", lock, writing)]] * 2],
        then=[MET],
        late=False,
        limits=Limits(walks=10, preemptions=1, schedules=60),
    )

    def complaint(outcome):
        names = [call.name for call in outcome.calls]
        if names[2 * TIMES - 1 :].count("writing") > 1 or names[2 * TIMES :].count("writing"):
            return "a writer had to wait until no reader came any more: those that came later went in before it"
        return met_or_raised(outcome)

    runs.must_all(complaint)


@check(
    points=6,
    kind="faults",
    hints=(
        "A block that ends by an exception ends, too. Who takes the reader off the count then?",
        "In a generator with @contextmanager the exception comes out of the yield.",
    ),
)
def test_exceptions_leave_the_lock(student):
    """Who leaves a block by an exception has left: the lock is free for others."""
    for first in ("read", "write"):
        lock = new("limits.ReadWriteLock")
        fails, work = probe("fails", rest=ValueError("planned")), probe("work")
        runs = student.explore(
            threads=[
                [call(f"workloads.{first}_with", lock, fails)],
                [call("workloads.write_with", lock, work), call("workloads.read_with", lock, work)],
            ],
            then=[call("workloads.read_with", lock, work), call("workloads.write_with", lock, work), MET],
            limits=Limits(schedules=220),
        )
        runs.must_all(lambda outcome: came_out(outcome) or met_or_raised(outcome, [ValueError]))


def came_out(outcome):
    """Say that the exception of a block was swallowed."""
    block = outcome.threads[0][0]
    swallowed = "an exception ended the block, and didn't come out of the with statement"
    return swallowed if block.error is None and not block.blocked else ""


@check(
    points=10,
    kind="race",
    hints=(
        "Imagine that all of them have taken their left fork. Who can go on?",
        "A circle of threads, each of which holds what the next one waits for, is a deadlock. What would break it?",
        "Forks have numbers. If everybody takes the smaller one first, can there be a circle?",
    ),
)
def test_no_deadlock_at_the_table(student):
    """Neighbours never eat at the same time, and nobody waits for ever, whatever the order."""
    for philosophers, rounds, limits in (
        (2, 1, Limits(schedules=220)),
        (3, 1, Limits(schedules=180)),
        (2, 2, Limits(walks=60, schedules=150)),
    ):
        eat = probe("eat")
        runs = student.explore(
            threads=[[call("workloads.dinner", philosophers, rounds, eat)]], then=[MET], limits=limits
        )
        wanted = [(i, i, (i + 1) % philosophers) for i in range(philosophers) for _ in range(rounds)]

        def complaint(outcome, wanted=wanted):
            if sentence := met_or_raised(outcome):
                return sentence
            result = outcome.results[0]
            if not result.blocked and sorted(result.value) != wanted:
                return f"these were the meals: {sorted(result.value)}, but they should be {wanted}"
            return ""

        runs.must_all(complaint)
    here, there = probe("eat here"), probe("eat there")
    dinners = [[call("limits.dine", 3, 1, here)], [call("limits.dine", 2, 1, there)]]
    runs = student.explore(threads=dinners, limits=Limits(walks=60, schedules=100))
    runs.must_all(
        lambda outcome: (
            "" if len(outcome.calls) == 5 else f"two dinners with 5 philosophers had {len(outcome.calls)} meals"
        )
    )


@check(
    points=6,
    kind="speedup",
    hints=(
        "Who doesn't share a fork doesn't have to wait. What do your philosophers share besides forks?",
        "Is something held by all while eat runs?",
    ),
)
def test_others_eat_meanwhile(student):
    """Two philosophers who aren't neighbours can eat at the same time."""
    eat = probe("eat", seconds=1e-9)
    runs = student.explore(threads=[[call("workloads.dinner", 4, 1, eat)]], then=[MET], limits=Limits(schedules=200))
    runs.must_all(met_or_raised)
    runs.must_overlap(eat, 2)


@check(
    points=6,
    kind="speedup",
    hints=(
        "What does a thread of yours hold while its block runs? Only what it has to?",
        "A lock that guards what you count is given back before the block begins.",
    ),
)
def test_blocks_overlap(student):
    """Leases of different connections, and blocks of readers, run at the same time."""
    connect, work = probe("connect", answers=["a", "b"], rest="one too many"), probe("work", seconds=1e-9)
    use = call("workloads.use", new("limits.ConnectionPool", connect, 2), work)
    runs = student.explore(threads=[[use], [use]], limits=Limits(schedules=200))
    runs.must_overlap(work, 2)
    reading = probe("reading", seconds=1e-9)
    read = call("workloads.read_with", new("limits.ReadWriteLock"), reading)
    runs = student.explore(threads=[[read], [read]], limits=Limits(schedules=200))
    runs.must_overlap(reading, 2)
