# ruff: noqa: ANN001, ANN002, ANN201, ANN202 - a check reads as topic authors write them, without types
"""Hidden checks of topic 10."""

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
    return isinstance(came, tuple) and len(came) == 2 and came[0] == "error" and isinstance(came[1], str)


def primed(student, name):
    made = student.new(f"coroutines.{name}")
    made.call("__next__")
    return made


def steps(generator, *sent):
    """Send these values one after the other and return what comes back, StopIteration as its name."""
    came = []
    for value in sent:
        try:
            came.append(generator.send(value))
        except StopIteration:
            came.append("StopIteration")
    return came


def sender(student):
    """Return workloads.send; it fails with a sentence where the coroutine has ended."""

    def send(coroutine, value):
        try:
            return student.workloads.send(coroutine, value)
        except StopIteration:
            raise CheckFailed(f"the coroutine had ended when {value!r} was sent to it") from None

    return send


def reset(student, average):
    try:
        student.workloads.throw_value_error(average)
    except StopIteration:
        raise CheckFailed("throw(ValueError) should begin anew, but it ended the coroutine") from None


def consumer(student, stages, items):
    refs = [student.ref(f"workloads.{stage}") for stage in stages]
    return student.new("workloads.Consumer", student.ref("coroutines.pipeline"), refs, items)


@check(
    points=10,
    kind="correctness",
    hints=(
        "What counts for the limit: the numbers that you walk over, or those that you yield?",
        "Anything may be sent. For which values is it a number of steps, and what happens for all others?",
        "Who says that anybody will ever want all of the numbers? And where do your two last ones live?",
    ),
)
def test_fibonacci_to_the_letter(student):
    """fibonacci: skipped numbers don't count, odd values change nothing, it is lazy, and each is on its own."""
    fib = student.new("coroutines.fibonacci", 4)
    came = steps(fib, None, 4, 2, None)
    assert came == [1, 8, 34, 55], (
        f"fibonacci(4) yields 4 numbers, however many are skipped: next, send(4), send(2), next should give "
        f"1, 8, 34, 55, but came {came}"
    )
    must_end(lambda: fib.send(3), "4 numbers had been yielded")
    fib = student.new("coroutines.fibonacci", 8)
    assert fib.call("__next__") == 1
    for odd, number in ((-1, 1), ("2", 2), (2.0, 3), (None, 5), ([3], 8), (-7, 13)):
        (came,) = steps(fib, odd)
        assert came == number, f"send({odd!r}) is no number of steps and changes nothing: {number} is next, not {came}"
    assert steps(fib, 1) == [34], "after 13, send(1) should skip 21 and give 34"
    must_end(lambda: fib.call("__next__"), "fibonacci(8) had yielded 8 numbers")
    fib = student.new("coroutines.fibonacci", 2)
    assert steps(fib, None, 98) == [1, 354224848179261915075], "the 100th number is 354224848179261915075, exactly"
    number, memory = student.workloads.first_number(student.ref("coroutines.fibonacci"), 30_000)
    assert number == 1
    assert memory < 8_000_000, (
        f"only the first of 30,000 numbers was asked for, but it took {memory / 1e6:.0f} MB to get it: "
        "the others were there already"
    )
    one, other = student.new("coroutines.fibonacci", 9), student.new("coroutines.fibonacci", 9)
    came = [one.call("__next__"), one.call("__next__"), one.call("__next__"), other.call("__next__"), one.send(1)]
    assert came == [1, 1, 2, 1, 5], (
        f"next three times on one, next on another, send(1) to the first should give 1, 1, 2, 1, 5, but came {came}"
    )
    assert steps(other, 2) == [3], "what is sent to one generator should leave the other alone"


@check(
    points=7,
    kind="correctness",
    hints=(
        "None and 0 are both false, but only one of them is no number.",
        "What does throw do inside of your generator, and at which line? How many yields are passed before the next "
        "number comes in?",
        "Which variables belong to one average, and where do they live?",
    ),
)
def test_average_again_and_anew(student):
    """send(None) gets the average again, throw(ValueError) begins anew, and each generator has its own numbers."""
    send, average = sender(student), primed(student, "running_average")
    assert send(average, None) is None, "before any number the average is None"
    must_be(send(average, 8), 8, "the average of 8")
    for _ in range(2):
        must_be(send(average, None), 8, "the average of 8, asked for again by send(None),")
    must_be(send(average, 0), 4, "the average of 8 and 0")
    must_be(send(average, None), 4, "the average of 8 and 0, asked for again by send(None),")
    other = primed(student, "running_average")
    must_be(send(other, 100), 100, "the average of 100 in a second running_average()")
    must_be(send(average, 1), 3, "the average of 8, 0 and 1 in the first one")
    reset(student, average)
    assert send(average, None) is None, "after throw(ValueError) there is no number yet: the average is None"
    must_be(send(average, 0), 0, "the average of 0 after throw(ValueError)")
    must_be(send(average, 5), 2.5, "the average of 0 and 5 after throw(ValueError)")
    reset(student, average)
    must_be(send(average, 7.5), 7.5, "the average of 7.5 after a second throw(ValueError)")
    must_be(send(other, 50), 75, "the average of 100 and 50 in the second running_average()")


@check(
    points=4,
    kind="cleanup",
    hints=(
        "close throws GeneratorExit into the generator, at the yield. Who catches it, and what comes then?",
        "`except:` and `except BaseException:` catch GeneratorExit too; a generator must not yield after that.",
    ),
)
def test_coroutines_can_be_closed(student):
    """close() ends a running_average quietly, and a calculator and a fibonacci don't resist it either."""
    for before in ("was primed", "had a number", "was reset by throw(ValueError)"):
        average = primed(student, "running_average")
        if before != "was primed":
            student.workloads.send(average, 3)
        if before.startswith("was reset"):
            reset(student, average)
        try:
            average.close()
        except RuntimeError as error:
            raise CheckFailed(
                f"close() of one that {before} should be quiet, but raised RuntimeError: {error}"
            ) from None
        must_end(lambda average=average: average.call("__next__"), "close() should end it")
    fib, calculator = student.new("coroutines.fibonacci", 9), primed(student, "calculator")
    fib.call("__next__")
    student.workloads.send(calculator, "1+")
    for name, coroutine in (("fibonacci", fib), ("calculator", calculator)):
        try:
            student.workloads.close(coroutine)
        except RuntimeError as error:
            raise CheckFailed(f"close() of a {name} should be quiet, but raised RuntimeError: {error}") from None


@check(
    points=8,
    kind="correctness",
    hints=(
        "_ is a number like any other: it may stand anywhere, more than once, and may be negative or tiny.",
        "When do you replace the last result: before you know that there is a new one, or after?",
        "Each calculator has a last result of its own.",
    ),
)
def test_last_result(student):
    """_ is the last result, exactly, in the same calculator, and an error leaves it as it was."""
    send, one, other = sender(student), primed(student, "calculator"), primed(student, "calculator")
    must_be(send(one, "3-7"), -4, "3-7")
    must_be(send(one, "_"), -4, "_ after 3-7")
    must_be(send(one, "2-_"), 6, "2-_ after -4")
    must_be(send(one, "_*_"), 36, "_*_ after 6")
    must_be(send(other, "5"), 5, "5 in a second calculator")
    must_be(send(one, "-_/2"), -18, "-_/2 after 36")
    for bad in ("_/0", "_+", "oops", "2*(_-1", "(4+4)/0", "2*3+(5-5"):
        came = send(one, bad)
        assert is_error(came), f'"{bad}" should be answered with ("error", message), but came {came!r}'
        must_be(send(one, "_"), -18, f'_ is still -18 after the error in "{bad}": "_"')
    must_be(send(one, "1/3"), 1 / 3, "1/3")
    must_be(send(one, "_*3"), 1, "_*3 after 1/3")
    must_be(send(one, "1/10000000"), 1e-7, "1/10000000")
    must_be(send(one, "_*10000000"), 1, "_*10000000 after 1/10000000")
    must_be(send(one, "0*5"), 0, "0*5")
    must_be(send(one, "_+1"), 1, "_+1 after 0")
    must_be(send(other, "_+1"), 6, "_+1 after 5 in the second calculator")


@check(
    points=14,
    kind="faults",
    hints=(
        "Send your calculator the text of a function call. Who runs it?",
        "eval runs anything, and also with empty __builtins__ a text reaches everything by way of `().__class__`.",
        "Instead of forbidding what is dangerous, allow what is asked for: numbers, + - * / ( ), minus and _.",
        "Look at all of the text, up to its end: what if something is left over when an expression is complete?",
    ),
)
def test_nothing_but_arithmetic(student):
    """Only arithmetic is ever run: calls, attributes, texts, lists and halves of expressions are bad input."""
    send, calculator = sender(student), primed(student, "calculator")
    must_be(send(calculator, "6"), 6, "6")
    for text in (
        "__import__('workloads').note('ran')",
        "(lambda: __import__('workloads').note('ran'))()",
        "[__import__('workloads').note('ran') for _ in '1'][0]",
        "().__class__.__base__.__subclasses__()",
        "().__class__.__base__",
        "abs(-1)",
        "int('7')",
        "_.real",
        "_.__class__",
        "x",
        "'a'",
        "'a'*3",
        "'1'+'2'",
        "[7][0]",
        "{1:2}[1]",
        "(1,2)",
        "1 if 2 else 3",
        "1<2",
        "2(3)",
        "x=5",
        "(x:=5)",
        "import os",
        "1+1\n__import__('workloads').note('ran')",
        "__import__('workloads').note('ran')\n+1",
        *("1.2.3", "()", "*3", "2*", "-", "(1+2))", "((1+2)", ")1(", "3(", "1+2$", "$1", "4*(", "."),
    ):
        came = send(calculator, text)
        ran = student.workloads.notes()
        assert not ran, f"the calculator ran a function that stands in the text {text}"
        assert is_error(came), f'{text} is no arithmetic: it should be answered with ("error", message), came {came!r}'
    must_be(send(calculator, "_+1"), 7, "_+1 after 6 and much bad input")


@check(
    points=7,
    kind="correctness",
    hints=(
        "Who asks for the first item: you, when the pipeline is made, or the one who consumes it?",
        "A list between two stages holds everything at once. What would it do with a source that never ends?",
    ),
)
def test_pipeline_is_lazy(student):
    """pipeline takes an item out of the source only when its consumer asks for one."""
    items = list(range(300))
    lazy = consumer(student, ["add_one", "double", "same"], items)
    pulled = lazy.pulled()
    assert pulled == 0, f"nothing was asked for yet, but {pulled} items have been taken out of the source"
    for count in (1, 2, 3):
        assert lazy.take(1) == [2 * count]
        pulled = lazy.pulled()
        assert pulled == count, f"{count} items were asked for, but {pulled} have been taken out of the source"
    other = consumer(student, ["even"], items)
    assert other.take(2) == [0, 2]
    assert other.pulled() == 3, "even needs 0, 1 and 2 for two items: 3 should have been taken out of its source"
    assert lazy.take(2) == [8, 10], "a second pipeline should leave the first one alone"


@check(
    points=7,
    kind="cleanup",
    hints=(
        "close() of your iterator closes one generator. Which one, and who closes the others?",
        "Don't rely on Python to close what nobody needs: somebody else may still hold a reference.",
        "Keep all the stages in a list, and close them in a `finally`.",
    ),
)
def test_all_stages_are_closed(student):
    """When the consumer stops, each stage is closed, also where others still hold a reference to it."""
    for stages in (
        ["same"],
        ["add_one", "double"],
        ["same", "add_one", "even", "double"],
        ["double", "double", "double"],
    ):
        stopped = consumer(student, stages, list(range(50)))
        assert len(stopped.take(2)) == 2
        stopped.stop()
        must_be_closed(student, f"pipeline({', '.join(stages)}) after two items")
    one, other = consumer(student, ["add_one"], [1, 2, 3]), consumer(student, ["double", "same"], [1, 2, 3])
    assert [one.take(1), other.take(1)] == [[2], [2]]
    one.stop()
    left = sorted(student.workloads.still_open())
    assert left == ["double", "same"], "the consumer of one pipeline stopped: the stages of the other go on"
    assert other.take(2) == [4, 6]
    other.stop()
    must_be_closed(student, "pipeline(double, same)")


def must_be_closed(student, what):
    left = student.workloads.still_open()
    assert not left, f"the consumer of {what} has stopped, but these stages were not closed: {', '.join(left)}"


@check(
    points=5,
    kind="cleanup",
    hints=(
        "There are three ways out: the consumer stops, a stage comes to its end, a stage fails. On which do you close?",
        "A stage that wants no more items ends, while the stages before it still wait at their yield.",
    ),
)
def test_stages_are_closed_on_each_way_out(student):
    """The stages are closed as well when one of them ends early or fails, and its exception comes out."""
    short = consumer(student, ["add_one", "same", "first_two"], list(range(50)))
    assert short.take(5) == [1, 2], "a stage that ends after two items ends the pipeline"
    short.stop()
    must_be_closed(student, "pipeline(add_one, same, first_two), which had ended,")
    failing = consumer(student, ["add_one", "no_three", "double"], list(range(50)))
    assert failing.take(2) == [2, 4]
    try:
        came = failing.take(1)
    except LookupError:
        pass
    else:
        raise CheckFailed(f"what a stage raises should come out of the pipeline, but came {came!r}")
    failing.stop()
    must_be_closed(student, "pipeline(add_one, no_three, double), in which no_three failed,")
