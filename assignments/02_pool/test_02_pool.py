"""Public checks of topic 02_pool."""

import contextlib
import itertools

from grader import CheckFailed, check, remark
from grader.facts import Hung, told_of


@check(
    points=5,
    kind="correctness",
    hints=(
        "Results and items belong together by their place, not by what they are or when they are ready.",
        "None, 0 and '' are results like any other; items may be equal, or lists, which no dict takes as a key.",
    ),
)
def test_results_in_order_of_items(student):
    """parallel_map returns one result for each item, in the order of the items."""
    parallel_map, square = student.pipeline.parallel_map, student.ref("workloads.square")
    assert parallel_map(square, [3, 1, 2, 1], workers=2) == [9, 1, 4, 1]
    assert parallel_map(square, [5, 4], workers=1) == [25, 16]
    assert parallel_map(square, [6], workers=3) == [36]
    assert parallel_map(square, [], workers=2) == []
    anything = [None, 0, "", [], [2, [1]], (1, 2), {"a": None}, "x", "x"]
    assert parallel_map(student.witness(lambda item: item), anything, workers=2) == anything
    numbers = itertools.count()
    came = sorted(parallel_map(student.witness(lambda _: next(numbers)), ["same"] * 3, workers=2))
    assert came == [0, 1, 2], f"three equal items had the results 0, 1 and 2, in some order, but came {came}"


@check(
    points=5,
    kind="correctness",
    hints=(
        "A worker can return a whole dict; what do two dicts with the same word become?",
        r"Match with \w+ first and lower-case each word then; two texts never share a word.",
    ),
)
def test_words_are_counted(student):
    r"""count_words adds up the lower-cased \w+ words of all texts."""
    count_words = student.pipeline.count_words
    texts = ["The cat saw the dog", "THE END, the end_1!", "", "42 cats", "dog"]
    expected = {"the": 4, "cat": 1, "saw": 1, "dog": 2, "end": 1, "end_1": 1, "42": 1, "cats": 1}
    assert count_words(texts, workers=2) == expected
    assert count_words(["数一数, 数一数", "Été été"], workers=3) == {"数一数": 2, "été": 2}
    assert count_words(["Straße"], workers=1) == {"straße": 1}
    # Lower-cased first, this letter falls into two characters, and the second of them is no \w.
    assert count_words(["İzmir"], workers=1) == {"İzmir".lower(): 1}
    assert count_words([], workers=2) == {}


@check(
    points=5,
    kind="correctness",
    hints=(
        "What one stage returns is what the next one gets, None included.",
        "The number of stages and the number of workers have nothing to do with each other.",
    ),
)
def test_pipeline_takes_items_through_all_stages(student):
    """run_pipeline takes each item through all stages, in the order of the stages."""
    run_pipeline = student.pipeline.run_pipeline
    double, square = student.ref("workloads.double"), student.ref("workloads.square")
    assert run_pipeline([3, 1, 2, 1], [double, square], workers=2) == [36, 4, 16, 4]
    assert run_pipeline([3, 1], [square, double, double], workers=1) == [36, 4]
    assert run_pipeline([], [square, double], workers=2) == []
    first = student.witness(lambda item: None if item == "nothing" else item)
    second = student.witness(lambda item: [item])
    assert run_pipeline(["nothing", "", 0], [first, second], workers=3) == [[None], [""], [0]]


@check(
    points=5,
    kind="correctness",
    hints=("The lecture's third and second argument of Pool: initializer and initargs.",),
)
def test_items_find_what_setup_made(student):
    """map_with_setup prepares the workers of each call with that call's own setup."""
    look_up, load_table = student.ref("workloads.look_up"), student.ref("workloads.load_table")

    def translate(words, table):
        return student.pipeline.map_with_setup(look_up, words, 2, load_table, (table,))

    assert translate(["b", "a", "b"], {"a": "eins", "b": "zwei"}) == ["zwei", "eins", "zwei"]
    assert translate(["a", "b"], {"a": "一", "b": "二"}) == ["一", "二"]
    assert translate([], {}) == []


@check(
    points=6,
    kind="speedup",
    hints=(
        "Which call waits for its result before you can ask for the next: apply or apply_async?",
        "Threads share one process, and one process calculates in one thread at a time (GIL).",
    ),
)
def test_items_run_in_all_workers(student):
    """parallel_map runs items in two workers at the same time."""
    latch = student.latch(processes=2)
    student.pipeline.parallel_map(latch, [0, 1, 2, 3], workers=2)
    latch.must_have_opened()
    assert latch.count == 4, f"func should be called once for each of 4 items; it had {latch.count} calls"


@check(
    points=4,
    kind="cleanup",
    hints=("Waiting for the results is not waiting for the workers: which two calls end a pool?",),
)
def test_no_process_is_left(student):
    """When parallel_map has returned, its workers have ended."""
    func = student.witness()
    student.pipeline.parallel_map(func, [1, 2, 3], workers=2)
    assert func.count == 3, f"func should be called once for each of 3 items; it had {func.count} calls"
    left = student.left_behind()
    processes = len(left.processes) + len(left.zombies)
    assert processes == 0, f"when the call had returned, {processes} of its processes were still there"


@check(
    points=6,
    kind="faults",
    hints=(
        "An error stays in the AsyncResult until somebody asks for the result.",
        "Nothing can be worked out by no worker: what should parallel_map(square, [1], 0) do?",
    ),
)
def test_a_failing_item_is_raised(student):
    """parallel_map raises the exception of a failing item, and ValueError for workers below 1."""

    def work(item):
        if item == 3:
            raise LookupError("nothing known of item 3")
        return item

    # The item fails when all others are done: to end a Pool whose workers are at work may hang in CPython itself.
    gate = student.gate(work)
    gate.release_args(1)
    gate.release_args(2)
    running = student.start(student.pipeline.parallel_map, gate, [1, 2, 3], workers=2)
    student.patience(cpu=2)
    with contextlib.suppress(Hung):  # who asks again and again whether a result is there is not wrong
        running.blocked()
    student.patience(cpu=20)
    gate.open()
    must_raise(running.result, LookupError, "nothing known of item 3", "as the item did, with the same message")
    assert gate.count == 3, f"func should be called once for each of 3 items; it had {gate.count} calls"
    square = student.ref("workloads.square")
    for workers in (0, -1):
        must_raise(
            lambda workers=workers: student.pipeline.parallel_map(square, [1, 2], workers=workers),
            ValueError,
            "",
            f"with workers={workers}",
        )


def must_raise(call, wanted, message, when):
    try:
        came = call()
    except Exception as error:
        told = told_of(error)
        if told is None or told.name in ("NotImplementedError", "MissingError"):
            raise
        if not isinstance(error, wanted) or message not in str(error):
            said = f"it raised {told.name}: {told.message}"
            raise CheckFailed(f"parallel_map should raise {wanted.__name__} {when}, but {said}") from None
    else:
        raise CheckFailed(f"parallel_map should raise {wanted.__name__} {when}, but it returned {came!r}")


@remark(
    "This answer runs only where processes fork. Windows, macOS and newer Pythons start them otherwise, and import "
    "your file again in each: see the last section of the README."
)
def test_runs_without_fork(student):
    """All four functions also work where processes can't fork."""

    def use():
        pipeline, square = student.pipeline, student.ref("workloads.square")
        came = [
            pipeline.parallel_map(square, [2, 2], workers=2),  # whatever their order: that is another check's business
            pipeline.count_words(["a b", "B"], workers=2),
            pipeline.run_pipeline([2, 2], [square, square], workers=2),
            pipeline.map_with_setup(
                student.ref("workloads.look_up"), ["a", "a"], 2, student.ref("workloads.load_table"), ({"a": 1},)
            ),
        ]
        if came != [[4, 4], {"a": 1, "b": 2}, [16, 16], [1, 1]]:
            raise CheckFailed("the results are other ones there")

    student.must_run_without_fork(use)
