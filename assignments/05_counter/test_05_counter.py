"""Public checks of topic 05. Run them with `pytest assignments/05_counter`."""

import math
import threading

from grader import Limits, check, do, get, new

LIMITS = Limits(schedules=300)
"""A hundred random orders and the first two hundred of the others: answers with a lock have fewer in all."""


class CounterModel:
    """What a counter is when its calls come one after the other."""

    def __init__(self):
        self.value = 0

    def increment(self, by=1):
        self.value += by

    def decrement(self, by=1):
        self.value -= by


def in_turn(answers):
    """Return a function that gives these answers one after the other, from whatever thread it is called."""
    left, lock = list(answers), threading.Lock()

    def answer():
        with lock:
            return left.pop(0)

    return answer


@check(
    points=6,
    kind="correctness",
    hints=(
        "What belongs to one counter, and what to all of them? Where do you keep the number?",
        "value is a property: what do you write above its def, so that it is read without brackets?",
    ),
)
def test_counter_counts(student):
    """A Counter counts up and down, by 1 or by more, and each for itself."""
    counter, other = student.new("counter.Counter"), student.new("counter.Counter")
    assert counter.read("value") == 0
    counter.increment()
    counter.increment(5)
    counter.decrement(by=2)
    assert counter.read("value") == 4
    counter.decrement()
    counter.decrement(10)
    assert counter.read("value") == -7
    counter.increment(by=8)
    assert [counter.read("value"), other.read("value")] == [1, 0]
    counter.increment(0)
    counter.decrement(by=0)
    assert counter.read("value") == 1, "increment(0) and decrement(by=0) should change nothing"


@check(
    points=10,
    kind="race",
    hints=(
        "Which steps does += consist of? Another thread may act between any two of them.",
        "A lock guards something only if everybody who touches it takes the same lock. Which one do yours take?",
        "`with lock:` around all the steps that belong together, and a lock that is made once for each counter.",
    ),
)
def test_no_change_is_lost(student):
    """No increment and no decrement is lost, in whatever order the threads run."""
    for other in (do("increment", 2), do("decrement", 3)):
        runs = student.explore(
            new("counter.Counter"), threads=[[do("increment")], [other]], then=[get("value")], limits=LIMITS
        )
        runs.must_match(CounterModel)


@check(
    points=6,
    kind="correctness",
    hints=(
        "What is the maximum of nothing? math.inf is a number, and so is the opposite of it.",
        "0 is a bad beginning for a maximum: numbers may be negative.",
        "A snapshot that was handed out stays as it is, so it can't be the object that you go on changing.",
    ),
)
def test_stats_sum_up(student):
    """Stats knows count, total and maximum, and begins anew after a reset."""
    stats, other = student.new("counter.Stats"), student.new("counter.Stats")
    assert stats.snapshot() == (0, 0.0, -math.inf)
    stats.record(-2.5)
    assert stats.snapshot() == (1, -2.5, -2.5)
    stats.record(4.0)
    stats.record(1.5)
    assert student.workloads.keep(stats, 0.5) == (3, 3.0, 4.0)
    assert stats.reset() == (4, 3.5, 4.0)
    assert stats.snapshot() == (0, 0.0, -math.inf)
    stats.record(-1.0)
    assert [stats.reset(), stats.reset()] == [(1, -1.0, -1.0), (0, 0.0, -math.inf)]
    assert other.snapshot() == (0, 0.0, -math.inf)
    other.record(0.0)
    other.record(-3.0)
    assert other.snapshot() == (2, -3.0, 0.0), "the maximum of 0.0 and -3.0 is 0.0"


@check(
    points=6,
    kind="correctness",
    hints=(
        "1 is as true as True, but it is not True. Which comparison tells them apart?",
        "How often is work called in all? In each thread, `times` times.",
    ),
)
def test_only_true_counts(student):
    """count_with_threads calls work threads * times times, and counts only those that returned True."""
    count_with_threads = student.counter.count_with_threads
    for threads, times, answers, wanted in (
        (3, 4, [True] * 12, 12),
        (1, 8, [True, 1, "yes", False, None, [True], 0, True], 2),
        (2, 3, [False, True, {}, 1.0, True, True], 3),
        (4, 1, [0, None, False, ""], 0),
    ):
        work = student.witness(in_turn(answers))
        came = count_with_threads(work, threads, times)
        assert work.count == len(answers), f"work was called {work.count} times, with {threads} threads, {times} times"
        assert came == wanted


@check(
    points=8,
    kind="speedup",
    hints=(
        "join waits until a thread has ended. When do you call it: before or after the last one is started?",
        "t.start() starts a thread; t.run() only calls the function, in the thread that you are in.",
        "Is anything held, such as a lock, while work runs? Then nobody else can be in it.",
    ),
)
def test_all_threads_run_at_once(student):
    """work runs in all threads of count_with_threads at the same time."""
    latch = student.latch(threads=4)
    student.counter.count_with_threads(latch, 4, 2)
    latch.must_have_opened()
