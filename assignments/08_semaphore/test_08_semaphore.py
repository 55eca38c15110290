"""Public checks of topic 08. Run them with `pytest assignments/08_semaphore`."""

import itertools

from grader import CheckFailed, call, check, new, probe


def hold(gate, count, calls, sentence):
    """Wait until `count` calls are in the gate; CheckFailed with the sentence if fewer come."""
    try:
        gate.wait_for(count)
    except CheckFailed:
        for each in calls:
            if each.done():
                each.result()  # if it raised, that says more
        raise CheckFailed(sentence) from None


def met_nobody(student):
    """Fail if two met that must not meet."""
    assert student.workloads.met() == []


@check(
    points=8,
    kind="correctness",
    hints=(
        "When is the first connection needed? Not before somebody leases it.",
        "If a connection lies idle, it can be used again; connect only makes one when there is none.",
        "How many threads may be between `lease` and the end of their block? A semaphore counts just that.",
    ),
)
def test_pool(student):
    """Connections are made when they are needed, used again, and never more than size; who finds none waits."""
    student.patience(cpu=2)
    numbers = itertools.count(1)
    connect, work = student.witness(lambda: f"connection {next(numbers)}", "connect"), student.witness()
    pool = student.new("limits.ConnectionPool", connect, 2)
    assert connect.count == 0, "connect was called before anybody needed a connection"
    used = [student.workloads.use(pool, work) for _ in range(3)]
    assert used == ["connection 1"] * 3, f"one after the other used {used}: what is free should be used again"

    gate = student.gate()
    calls = [student.start(student.workloads.use, pool, gate) for _ in range(3)]
    hold(gate, 2, calls, "two threads should have a connection each, but they don't at the same time")
    gate.release(1)
    hold(gate, 2, calls, "a connection was handed back, but the thread that waits for one doesn't get it")
    gate.open()
    assert {each.result() for each in calls} == {"connection 1", "connection 2"}
    assert gate.peak == 2, f"{gate.peak} threads had a connection at the same time, but the pool has the size 2"
    assert connect.count == 2, f"connect was called {connect.count} times for a pool of the size 2"
    met_nobody(student)


@check(
    points=10,
    kind="race",
    hints=(
        "Two threads may look at the same time whether a connection is free, or whether one more may be made.",
        "Looking and taking must be one step: nobody may come in between. Is connect called inside of that step?",
        "In which order do you hand back the connection, and let the next thread go on?",
    ),
)
def test_pool_of_one(student):
    """A pool of the size 1 makes one connection, and lends it to one thread at a time."""
    connect, work = probe("connect", answers=["the only one"], rest="one too many"), probe("work")
    pool = new("limits.ConnectionPool", connect, 1)
    use = call("workloads.use", pool, work)
    runs = student.explore(threads=[[use, use], [use]], then=[call("workloads.met")])

    def complaint(outcome):
        made = sum(call.name == "connect" for call in outcome.calls)
        if made > 1:
            return f"connect was called {made} times for a pool of the size 1"
        for result in outcome.results:
            if result.error is not None:
                return f"lending failed: {result}"
            if result.op.name == "workloads.met" and result.value:
                return result.value[0]
        return ""

    runs.must_all(complaint)


@check(
    points=8,
    kind="correctness",
    hints=(
        "How many readers are inside? Only the first and the last of them meet the writers.",
        "A writer waits until nobody is inside, neither readers nor a writer.",
        "When the last one leaves, who may be waiting, and has to learn of it?",
    ),
)
def test_read_and_write(student):
    """Two read at the same time; whoever writes is alone, and the others wait."""
    student.patience(cpu=2)
    lock = student.new("limits.ReadWriteLock")
    read_with, write_with = student.workloads.read_with, student.workloads.write_with
    for _ in range(2):
        reading, writing, late = student.gate(), student.gate(), student.gate()
        calls = [student.start(read_with, lock, reading) for _ in range(2)]
        hold(reading, 2, calls, "two readers should be inside at the same time")
        calls.append(student.start(write_with, lock, writing))
        assert writing.count == 0, "a writer came in while readers were inside"
        reading.open()
        hold(writing, 1, calls, "the readers are gone, but the writer doesn't come in")
        calls += [student.start(read_with, lock, late), student.start(write_with, lock, late)]
        assert late.count == 0, "somebody came in while a writer was inside"
        writing.open()
        late.open()
        for each in calls:
            each.result()
    met_nobody(student)


@check(
    points=8,
    kind="correctness",
    hints=(
        "Which two forks does philosopher i need? And the last one?",
        "With one philosopher there is one fork, which is both the left one and the right one.",
        "dine returns when all have eaten all rounds. How does it know?",
    ),
)
def test_everybody_eats(student):
    """All eat as often as they should, with the right forks, and then dine returns and nothing is left running."""
    for philosophers, rounds in ((5, 3), (2, 2), (1, 2), (3, 1)):
        eat = student.witness(name="eat")
        meals = student.workloads.dinner(philosophers, rounds, eat)
        wanted = [(i, i, (i + 1) % philosophers) for i in range(philosophers) for _ in range(rounds)]
        assert sorted(meals) == wanted, f"dinner of {philosophers} in {rounds} rounds: {sorted(meals)} were the meals"
        assert eat.count == len(wanted)
    met_nobody(student)
    student.must_leave_nothing()
