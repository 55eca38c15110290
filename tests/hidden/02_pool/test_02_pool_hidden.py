"""Hidden checks of topic 02_pool."""

import contextlib
from collections.abc import Callable
from typing import Any

from grader import CheckFailed, Inconclusive, check
from grader.facts import Hung, told_of
from grader.judge.remote import Pending
from grader.judge.student import Student
from grader.judge.witness import Gate, Witness

_CPU_SECONDS, _SPIN_SECONDS = 20.0, 2.0


@check(
    points=8,
    kind="race",
    hints=(
        "Which item is ready first is chance: what ties a result to its item?",
        "imap_unordered and callbacks give results as they become ready.",
    ),
)
def test_order_when_the_last_is_ready_first(student: Student) -> None:
    """Results are in the order of the items, also when the last item is ready first."""
    items = [30, 10, 20]
    gate = student.gate()
    running = student.start(student.pipeline.parallel_map, gate, items, workers=3)
    _release_one_by_one(student, running, gate, items[::-1])
    assert running.result() == [gate.value(item) for item in items]

    gate = student.gate()
    setup = student.witness()
    running = student.start(student.pipeline.map_with_setup, gate, items, 3, setup, ())
    _release_one_by_one(student, running, gate, items[::-1])
    assert running.result() == [gate.value(item) for item in items]


@check(
    points=8,
    kind="race",
    hints=("Items overtake each other on the way: number them before the first stage.",),
)
def test_pipeline_order_when_items_overtake(student: Student) -> None:
    """The pipeline's result is in the order of the items, also when they overtake each other."""
    items = ["a", "b", "c"]
    gate, last = student.gate(), student.witness()
    running = student.start(student.pipeline.run_pipeline, items, [gate, last], workers=3)
    _release_one_by_one(student, running, gate, items[::-1])
    assert running.result() == [last.value(gate.value(item)) for item in items]


def _release_one_by_one(student: Student, running: Pending, gate: Gate, order: list[Any]) -> None:
    """Let the items go in that order, each when all that the one before set going has come to rest."""
    for item in order:
        _rest(student, running)
        gate.release_args(item)


def _rest(student: Student, running: Pending) -> None:
    """Wait until all has come to rest, or spins: who asks again and again whether a result is there is not wrong."""
    student.patience(cpu=_SPIN_SECONDS)
    with contextlib.suppress(Hung):
        running.blocked()
    student.patience(cpu=_CPU_SECONDS)


@check(
    points=10,
    kind="speedup",
    hints=(
        "Must item 1 wait for item 2 before it may go into the second stage?",
        "One map a stage is a wall between the stages. Let each item go on by itself.",
    ),
)
def test_stages_overlap(student: Student) -> None:
    """Different items are in different stages at the same time, in `workers` processes altogether."""
    items = [1, 2, 3]
    first, second, third = student.gate(), student.gate(), student.gate()
    running = student.start(student.pipeline.run_pipeline, items, [first, second, third], workers=3)
    # One item goes on to the third stage and another to the second, while the last is still in the first.
    for entered, following in ((first, second), (second, third), (first, second)):
        _must_have_item(entered, running)
        entered.release()
        _must_have_item(following, running)
    _must_have_item(first, running)
    busy = {call.pid for gate in (first, second, third) for call in gate.calls if call.ended is None}
    for gate in (first, second, third):
        gate.open()
    running.result()
    assert len(busy) == 3, f"3 items were in 3 stages at the same time, but in {len(busy)} processes"
    _must_be_at_most(3, first.pids | second.pids | third.pids)

    stage = student.witness()
    student.pipeline.run_pipeline([4, 5, 6, 7], [stage, stage, stage], workers=2)
    assert stage.count == 12, f"4 items should go through 3 stages: 12 calls, not {stage.count}"
    _must_be_at_most(2, stage.pids)


def _must_have_item(gate: Gate, running: Pending) -> None:
    try:
        gate.wait_for(1, running)  # raises what the student's code raised, if it did
    except CheckFailed:
        raise CheckFailed(
            "with 3 items, 3 stages and 3 workers, a stage was empty although an item was ready for it: "
            "the items wait for each other"
        ) from None


def _must_be_at_most(workers: int, pids: set[int]) -> None:
    said = f"with workers={workers} the work was done in {len(pids)} processes: `workers` is the number of all of them"
    assert len(pids) <= workers, said


@check(
    points=8,
    kind="correctness",
    hints=(
        "How often, and in which process, does your setup run?",
        "Pool(processes, initializer, initargs) calls initializer(*initargs) in each worker as it starts.",
    ),
)
def test_setup_once_in_each_worker(student: Student) -> None:
    """setup runs exactly once in each worker, before the worker's first item, and nowhere else."""
    caller = _pid_of_caller(student)
    latch, setup = student.latch(processes=2), student.witness()
    items = list(range(8))
    student.pipeline.map_with_setup(latch, items, 2, setup, ("table", 3))
    _must_have_had(latch, items)
    assert setup.calls, "setup was never called"
    came = sorted({f"setup{call.args}" for call in setup.calls})
    assert came == ["setup('table', 3)"], f"with setup_args=('table', 3), setup was called as {' and '.join(came)}"
    assert caller not in setup.pids, "setup ran in the process of the caller: what it makes there is not in the workers"
    for pid in latch.pids:
        began = [call.began for call in setup.calls if call.pid == pid]
        assert len(began) == 1, f"setup ran {len(began)} times in a worker that got items; it should have run once"
        first = min(call.began for call in latch.calls if call.pid == pid)
        assert began[0] < first, "a worker got its first item before its setup"

    held, func = student.gate(), student.witness()
    running = student.start(student.pipeline.map_with_setup, func, [1, 2], 1, held, ())
    _rest(student, running)
    assert held.count == 1, f"with setup_args=() and one worker, setup was called {held.count} times before the items"
    assert func.count == 0, "a worker got its first item while its setup was still running"
    held.open()
    assert running.result() == [func.value(1), func.value(2)]


def _must_have_had(func: Witness, items: list[int]) -> None:
    seen = sorted(str(call.args) for call in func.calls)
    said = f"func should be called once for each of {len(items)} items; it had {func.count} calls"
    assert seen == sorted(str((item,)) for item in items), said


def _pid_of_caller(student: Student) -> int:
    """Return the id of the process in which the student's functions are called."""
    probe = student.witness()
    student.new("functools.partial", probe).call("__call__")
    return next(iter(probe.pids))


@check(
    points=10,
    kind="speedup",
    hints=(
        "How many processes work while there is work for all: all of them, and no more?",
        "A pool is made once; its workers take one item after the other.",
    ),
)
def test_as_many_processes_as_workers(student: Student) -> None:
    """parallel_map, map_with_setup and count_words keep `workers` processes busy at the same time, and no more."""
    caller = _pid_of_caller(student)
    items = list(range(12))
    pipeline, setup = student.pipeline, student.witness()
    alone = student.witness()
    pipeline.parallel_map(alone, [1, 2], workers=1)
    assert caller not in alone.pids, "with workers=1, func ran in the process of the caller, not in a worker process"
    _must_fill_three(student, "parallel_map", caller, lambda gate: (pipeline.parallel_map, gate, items, 3))
    _must_fill_three(
        student, "map_with_setup", caller, lambda gate: (pipeline.map_with_setup, gate, items, 3, setup, ())
    )

    _must_share_texts(student)


def _must_share_texts(student: Student) -> None:
    """Look at shorter texts first: longer ones take longer, and a longer look tells more on a busy machine."""
    for sentences in (12_000, 60_000, 180_000):
        with contextlib.suppress(Inconclusive):
            wrong = _sharing_of_texts(student, sentences)
            if not wrong:
                return
            if sentences > 12_000:  # the machine has a say in a short look
                raise CheckFailed(f"count_words with 8 long texts: {wrong}")
    raise Inconclusive("the machine was too busy to see how the texts were shared out")


def _sharing_of_texts(student: Student, sentences: int) -> str:
    """Say what is wrong unless count_words with workers=2 keeps two processes, no more, at work on eight long texts."""
    texts = student.new("workloads.long_texts", 8, sentences)
    running = student.start(student.pipeline.count_words, texts, workers=2)
    crowd = student.crowd(running)
    counts = running.result()
    expected = {"the": 16 * sentences, "cat": 8 * sentences, "saw": 8 * sentences, "dog": 8 * sentences}
    expected |= {"this": 8, "is": 8, "text": 8} | {str(place): 1 for place in range(8)}
    assert counts == expected, "count_words counts 8 long texts wrongly"
    try:
        crowd.must_have_been(2, pieces=8)
    except CheckFailed as error:
        return str(error)
    return ""


def _must_fill_three(student: Student, name: str, caller: int, call: Callable[[Gate], tuple[Any, ...]]) -> None:
    """Fail unless the call, with workers=3, has three of twelve items in work at the same time, in three processes."""
    gate = student.gate()
    running = student.start(*call(gate))
    with contextlib.suppress(CheckFailed):
        gate.wait_for(3, running)
    _rest(student, running)  # until more than three would have come
    inside, pids = gate.inside, gate.pids
    gate.release()
    _rest(student, running)
    after = gate.inside
    gate.open()
    running.result()
    assert inside == 3, f"{name} with workers=3 should have 3 of 12 items in work at the same time, not {inside}"
    assert caller not in gate.pids, f"{name} ran func in the process of the caller, not in a worker process"
    assert len(pids) == 3, f"{name} had 3 items in work at the same time, but in {len(pids)} processes"
    assert after == 3, f"{name} had 3 items in work, but when the first of them was done no other took its place"
    _must_be_at_most(3, gate.pids)
    _must_have_had(gate, list(range(12)))


@check(
    points=11,
    kind="faults",
    hints=(
        "What becomes of the other items when one fails? And what does the next stage get?",
        "Catch the exception where the stage is called, and return it as the item's result.",
    ),
)
def test_a_failing_item_harms_no_other(student: Student) -> None:
    """In run_pipeline a failing item leaves the others alone; all functions refuse workers below 1."""
    pipeline, square = student.pipeline, student.ref("workloads.square")

    def picky(item: int) -> int:
        if item % 2:
            raise (ValueError if item == 11 else ArithmeticError)(f"no odd item like {item}")
        return item

    first, second, third = student.witness(lambda item: item + 10), student.witness(picky), student.witness()
    result = pipeline.run_pipeline([1, 2, 3, 4], [first, second, third], workers=2)
    assert isinstance(result, list), f"run_pipeline should return a list, not {type(result).__name__}"
    told = [(type(one).__name__, str(one)) if isinstance(one, Exception) else one for one in result]
    odd = [("ValueError", "no odd item like 11"), ("ArithmeticError", "no odd item like 13")]
    assert told == [odd[0], third.value(12), odd[1], third.value(14)]
    came = sorted(str(call.args[0]) for call in third.calls)
    assert came == ["12", "14"], (
        "11 and 13 failed in the second stage, so only 12 and 14 should go into the third, "
        f"but it was called with {', '.join(came)}"
    )

    gate = student.gate(picky)
    gate.release_args(10)
    gate.release_args(12)
    running = student.start(pipeline.map_with_setup, gate, [10, 11, 12], 2, student.witness(), ())
    _rest(student, running)  # the item fails when all others are done, as in the public check
    gate.open()
    _must_raise(running.result, "ValueError", "map_with_setup", "when an item fails with it")

    for workers in (0, -2):
        for name, args in (
            ("run_pipeline", ([1, 2], [square], workers)),
            ("count_words", (["a b"], workers)),
            ("map_with_setup", (square, [1, 2], workers, square, (1,))),
        ):
            call = getattr(pipeline, name)
            _must_raise(lambda call=call, args=args: call(*args), "ValueError", name, f"with workers={workers}")


def _must_raise(call: Callable[[], object], wanted: str, name: str, when: str) -> None:
    try:
        call()
    except Exception as error:
        told = told_of(error)
        if told is None or told.name in ("NotImplementedError", "MissingError"):
            raise
        if wanted not in told.names:
            said = f"{name} should raise {wanted} {when}, but it raised {told.name}: {told.message}"
            raise CheckFailed(said) from None
    else:
        raise CheckFailed(f"{name} should raise {wanted} {when}, but nothing was raised")


@check(
    points=9,
    kind="cleanup",
    hints=(
        "What is skipped when an exception leaves your function in the middle?",
        "`with` or try/finally: the workers must end on every way out.",
    ),
)
def test_no_process_is_left_by_a_failure(student: Student) -> None:
    """No process is left, also when items fail."""

    *others, last = items = list(range(8))

    def fragile(item: int) -> int:
        if item == last:
            raise OverflowError(f"too much for item {item}")
        return item

    pipeline, setup = student.pipeline, student.witness()
    calls: list[Callable[[object], Pending]] = [
        lambda func: student.start(pipeline.parallel_map, func, items, workers=2),
        lambda func: student.start(pipeline.map_with_setup, func, items, 2, setup, ()),
        lambda func: student.start(pipeline.run_pipeline, items, [func, func], workers=2),
        lambda _: student.start(pipeline.count_words, ["a b", "b c", "c d"], workers=2),
    ]
    for call in calls:
        # The item fails when all others are done: to end a Pool whose workers are at work may hang in CPython itself.
        func = student.gate(fragile)
        for item in others:
            func.release_args(item)
        running = call(func)
        _rest(student, running)
        func.open()
        with contextlib.suppress(OverflowError):
            running.result()
        _must_leave_no_process(student)
        assert call is calls[-1] or func.count >= len(others), "func was not called for the items"
    for call in calls[:-1]:
        _must_wait_for_late_ones(student, call)


def _must_wait_for_late_ones(student: Student, call: Callable[[object], Pending]) -> None:
    """Hold worker processes at their very end: a call that returns now does not wait for them."""
    end = student.gate()
    running = call(student.new("workloads.EndsLate", end))
    _rest(student, running)
    if running.done():  # workers that were terminated, or left by `os._exit`, are held nowhere
        _must_leave_no_process(student)
    end.open()
    running.result()


def _must_leave_no_process(student: Student) -> None:
    left = student.left_behind()
    processes = len(left.processes) + len(left.zombies)
    assert processes == 0, f"when the call had returned, {processes} of its processes were still there"
