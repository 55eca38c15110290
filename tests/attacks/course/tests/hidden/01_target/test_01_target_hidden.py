# ruff: noqa: ANN001, ANN201, ANN202 - a check reads as topic authors write them, without types
# mypy: allow-untyped-defs
"""Hidden checks of the target. The witnesses compute their answers with a key that only the judge has."""

import random

import pytest

from grader import check

QUIET, CPU = 0.5, 0.4  # the jobs are tiny, and most of what is graded here hangs or spins on purpose


@check(points=10, kind="correctness")
def test_apply_all_calls_once_an_item(student):
    """The function is called once an item, in order, and its answers come back."""
    student.patience(quiet=QUIET, cpu=CPU)
    items = [random.randrange(1000) for _ in range(4)]
    witness = student.witness()
    assert student.target.apply_all(witness, items) == [witness.value(item) for item in items]
    assert [list(call.args) for call in witness.calls] == [[item] for item in items]


@check(points=10, kind="faults")
def test_apply_all_passes_the_exception_on(student):
    """An exception of the function ends the work and reaches the caller."""
    student.patience(quiet=QUIET, cpu=CPU)
    planned = f"planned {random.randrange(10**9)}"

    def fail_at_two(item):
        if item == 2:
            raise LookupError(planned)
        return item

    witness = student.witness(fail_at_two)
    with pytest.raises(LookupError, match=planned):
        student.target.apply_all(witness, [1, 2, 3])
    assert [list(call.args) for call in witness.calls] == [[1], [2]]


@check(points=10, kind="correctness")
def test_apply_all_takes_any_function(student):
    """A public function works as well."""
    student.patience(quiet=QUIET, cpu=CPU)
    words = [random.choice(("ant", "bee", "cat", "dog")) for _ in range(5)]
    assert student.target.apply_all(student.ref("workloads.shout"), words) == [word.upper() for word in words]


@check(points=15, kind="correctness")
def test_tally_adds_up(student):
    """A tally keeps its own total."""
    student.patience(quiet=QUIET, cpu=5.0)  # a gigabyte of memory takes a while to fill
    numbers = [random.randrange(10**6) for _ in range(4)]
    tally, other = student.new("target.Tally"), student.new("target.Tally")
    totals = [tally.read("total")]
    for number in numbers:
        tally.add(number)
        totals.append(tally.read("total"))
    assert totals == [sum(numbers[:n]) for n in range(len(numbers) + 1)]
    assert other.read("total") == 0


@check(points=15, kind="cleanup")
def test_nothing_is_left_behind(student):
    """Work leaves no thread, process or descriptor."""
    student.patience(quiet=QUIET, cpu=CPU)
    number = random.randrange(10**6)
    assert student.target.double(number) == 2 * number
    student.must_leave_nothing()


@check(points=10, kind="faults")
def test_nothing_is_printed(student):
    """Work prints nothing, however much there is of it."""
    student.patience(quiet=QUIET, cpu=CPU)
    parts = [str(random.randrange(10**5, 10**6)) for _ in range(40_000)]  # more than a socket buffers
    assert student.target.join([]) == ""
    assert student.target.join(parts) == "-".join(parts)
    assert student.output == ""
