"""Public checks of topic 10. Run them with `pytest assignments/10_generators`."""

import math

from grader import CheckFailed, check


def must_end(call, sentence):
    """Fail with the sentence unless the call raises StopIteration."""
    try:
        came = call()
    except StopIteration:
        return
    raise CheckFailed(f"{sentence}, but then came {came!r}")


def must_be(came, expected, sentence):
    """Fail unless a number came that is as good as the expected one."""
    is_close = type(came) in (int, float) and math.isclose(came, expected, rel_tol=1e-9, abs_tol=1e-12)
    assert is_close, f"{sentence} should be {expected!r}, but came {came!r}"


def is_error(came):
    """Whether an answer has the form ("error", message)."""
    return isinstance(came, tuple) and len(came) == 2 and came[0] == "error" and isinstance(came[1], str)


@check(
    points=6,
    kind="correctness",
    hints=(
        "The lecture's fib begins a = 0, b = 1 and yields b. What has to change before the second number?",
        "How many numbers has your generator yielded when it ends? Count for a limit of 0 and of 1.",
    ),
)
def test_fibonacci_yields_as_many_as_asked(student):
    """fibonacci yields the first numbers 1, 1, 2, 3, 5, ..., just as many as its limit says."""
    sequence = [1, 1, 2, 3, 5, 8, 13, 21, 34, 55]
    for limit in (10, 1, 2, 0):
        fib = student.new("coroutines.fibonacci", limit)
        came = [fib.call("__next__") for _ in range(limit)]
        assert came == sequence[:limit]
        must_end(lambda fib=fib: fib.call("__next__"), f"{limit} numbers were asked for")


@check(
    points=6,
    kind="correctness",
    hints=(
        "`received = yield number`: received is what send has given, and None for next.",
        "To skip one number you go two steps on. How many steps are it for n, and how many for 0?",
    ),
)
def test_sending_skips(student):
    """fibonacci skips as many numbers as a number sent to it says: the lecture's example, with an effect."""
    fib = student.new("coroutines.fibonacci", 20)
    assert fib.send(None) == 1, "send(None) to a new generator is the same as next: the first number, 1"
    came = [fib.send(1) for _ in range(4)]
    assert came == [2, 5, 13, 34], (
        f"each send(1) skips one number: after 1 (1) 2 (3) 5 (8) 13 (21) 34 should come, but came {came}"
    )
    assert fib.call("__next__") == 55, "after 34, next should give 55"
    came = [fib.send(0), fib.send(3), fib.call("__next__")]
    assert came == [89, 610, 987], f"after 55, send(0), send(3) and next should give 89, 610 and 987, but came {came}"


@check(
    points=5,
    kind="correctness",
    hints=(
        "Two things have to be remembered between two sends. Which?",
        "What is sent is the value of the yield expression; what stands after yield is the answer to the send before.",
    ),
)
def test_average_so_far(student):
    """running_average is primed by one next and answers each number with the average so far."""
    average = student.new("coroutines.running_average")
    average.call("__next__")
    for numbers, expected in (("10", 10), ("10, 20", 15), ("10, 20, 60", 30), ("10, 20, 60, -30", 15)):
        came = student.workloads.send(average, int(numbers.split()[-1]))
        must_be(came, expected, f"the average of {numbers}")


@check(
    points=8,
    kind="correctness",
    hints=(
        "`ast.parse(text, mode='eval')` takes a text apart without running it; or write a function for each rule: "
        "a sum is made of products, a product of factors.",
        "Which comes first, * or +? And of two minus signs in a row, the left or the right one?",
        "A minus is unary where a number might begin: at the start, after ( and after another operator.",
    ),
)
def test_calculator_calculates(student):
    """calculator says "ready" and then works out each expression: the lecture's 23+9/3.0, and others."""
    calculator = student.new("coroutines.calculator")
    assert calculator.call("__next__") == "ready"
    for text, expected in (
        ("23+9/3.0", 26.0),
        ("7", 7),
        ("2+3*4", 14),
        ("(2+3)*4", 20),
        ("10-4-3", 3),
        ("16/4/2", 2),
        ("7/2", 3.5),
        ("-3+5", 2),
        ("2*-3", -6),
        ("-(2+3)*2", -10),
        ("2.5*4-(1-0.5)", 9.5),
    ):
        must_be(student.workloads.send(calculator, text), expected, text)


@check(
    points=7,
    kind="faults",
    hints=(
        'An exception that leaves a generator ends it for good. Where do you catch it, and how is ("error", message) '
        "handed out?",
        "Which exceptions can come up: for a text that is no expression, and for one that can't be worked out?",
    ),
)
def test_calculator_lives_on(student):
    """Bad input and a division by zero are answered with ("error", message), and the calculator goes on."""
    calculator = student.new("coroutines.calculator")
    calculator.call("__next__")
    for text in ("1+", "1/0", "", "abc", "(1", "1)", "2*(3-3", "5/(2-2)", "1+*2"):
        came = send(student, calculator, text)
        assert is_error(came), f'"{text}" should be answered with ("error", message), but came {came!r}'
        came = send(student, calculator, "1+1")
        must_be(came, 2, f'1+1 after the bad input "{text}"')


def send(student, calculator, text):
    """Send a text; an exception that comes out instead of an answer is told as what it is."""
    try:
        return student.workloads.send(calculator, text)
    except StopIteration:
        raise CheckFailed(f'the calculator had ended when "{text}" was sent to it') from None


@check(
    points=6,
    kind="correctness",
    hints=(
        "Each stage is called with the iterator that the stage before it has given. What does the first one get?",
        "A stage may yield more items than it takes, or fewer, and something at the end: leave that to the stages.",
    ),
)
def test_stages_in_order(student):
    """pipeline takes what the source gives through all stages, the first one first."""
    for stages, items, expected in (
        (["add_one", "double"], [1, 2, 3], [4, 6, 8]),
        (["double", "add_one"], [1, 2, 3], [3, 5, 7]),
        (["same", "same", "same"], [0, None, "", "x", []], [0, None, "", "x", []]),
        (["add_one", "even", "twice"], [1, 2, 3], [2, 2, 4, 4, "end"]),
        (["double"], [], []),
    ):
        came = consumer(student, stages, items).take(20)
        shown = ", ".join(stages)
        assert came == expected, f"pipeline({shown})(iter({items})) should yield {expected}, but yielded {came}"


def consumer(student, stages, items):
    """Make a consumer of a pipeline of these stages of workloads.py."""
    refs = [student.ref(f"workloads.{stage}") for stage in stages]
    return student.new("workloads.Consumer", student.ref("coroutines.pipeline"), refs, items)
