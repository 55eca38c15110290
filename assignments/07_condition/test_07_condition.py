"""Public checks of topic 07. Run them with `pytest assignments/07_condition`."""

import pytest

from grader import Blocks, check, do, new


class BufferModel:
    """What a bounded buffer is when nobody interferes."""

    def __init__(self, capacity):
        self.capacity = capacity
        self.items = []

    def put(self, item, timeout=None):
        """Append, or wait, or give up."""
        if len(self.items) >= self.capacity:
            raise Blocks if timeout is None else TimeoutError
        self.items.append(item)

    def get(self, timeout=None):
        """Take the oldest, or wait, or give up."""
        if not self.items:
            raise Blocks if timeout is None else TimeoutError
        return self.items.pop(0)

    def __len__(self):
        return len(self.items)


def must_be_built(student):
    """Refuse a buffer that is one of the standard library's queues."""
    found = {"queue", "_queue"} & set(student.workloads.imported_modules())
    assert not found, f"your file imports {found.pop()}: here you build yourself what that module is made of"


def must_wait(student, call, sentence):
    """Let all come to rest; fail with the sentence if the started call has ended by then."""
    student.settle()
    if call.done():
        call.result()  # if it raised, that says more
        raise AssertionError(sentence)


@check(
    points=7,
    kind="correctness",
    hints=(
        "What is in the buffer has an order. At which end does put add, and at which end does get take?",
        "Any object may be an item: None, False and equal ones too. What does your code take for `nothing is there`?",
        "A capacity that can't be is refused when the buffer is made, not when it is used.",
    ),
)
def test_first_in_first_out(student):
    """Items come out in the order in which they went in, whatever they are, and len counts them."""
    must_be_built(student)
    buffer = student.new("bounded_buffer.BoundedBuffer", 4)
    assert buffer.call("__len__") == 0
    for items in (["a", None, 0, "a"], [False, [], 1.5]):
        for number, item in enumerate(items, start=1):
            buffer.put(item)
            assert buffer.call("__len__") == number
        assert [buffer.get(timeout=5) for _ in items] == items
    assert buffer.call("__len__") == 0
    for capacity in (0, -1):
        with pytest.raises(ValueError):  # noqa: PT011 - the text is the student's own
            student.new("bounded_buffer.BoundedBuffer", capacity)
    smallest = student.new("bounded_buffer.BoundedBuffer", capacity=1)
    smallest.put("only", timeout=5)
    assert smallest.get() == "only"


@check(
    points=8,
    kind="correctness",
    hints=(
        "How many items may be in the buffer when put begins to wait? Count for a capacity of 1.",
        "A thread that waits has to give the lock away meanwhile, or nobody can change what it waits for.",
        "threading.Condition: wait gives its lock away and sleeps, and has taken it again when it returns.",
    ),
)
def test_full_and_empty_wait(student):
    """put waits while the buffer is full, get waits while it is empty, and both go on when they can."""
    must_be_built(student)
    student.patience(cpu=2)
    for capacity in (1, 3):
        buffer = student.new("bounded_buffer.BoundedBuffer", capacity)
        for number in range(capacity):
            filling = student.start(buffer.put, number)
            assert not filling.blocked(), f"put waits with {number} of {capacity} places taken"
            filling.result()
        late = student.start(buffer.put, capacity)
        must_wait(student, late, f"put returned although all {capacity} places were taken")
        assert buffer.call("__len__") == capacity
        assert buffer.get() == 0
        late.result()
        assert [buffer.get() for _ in range(capacity)] == list(range(1, capacity + 1))
        early = student.start(buffer.get)
        must_wait(student, early, "get returned although the buffer was empty")
        buffer.put("at last")
        assert early.result() == "at last"
        assert buffer.call("__len__") == 0


@check(
    points=9,
    kind="race",
    hints=(
        "When wait returns, another thread may have been faster and taken what there was. What does yours do then?",
        "What stands around your wait: an if, or a while?",
        "Who sleeps on your condition when notify wakes one? Only threads that can use what you have changed?",
    ),
)
def test_two_get_what_one_puts(student):
    """Two threads get and one puts: each item is got once, and nobody waits for ever."""
    must_be_built(student)
    runs = student.explore(
        new("bounded_buffer.BoundedBuffer", 1),
        threads=[[do("get")], [do("get")], [do("put", "a"), do("put", "b")]],
        then=[do("__len__")],
    )
    runs.must_match(lambda: BufferModel(1))


@check(
    points=5,
    kind="correctness",
    hints=(
        "A gate has a state that stays: who comes when it is open doesn't wait at all.",
        "How many threads may wait in front of the gate, and how many does your open wake?",
    ),
)
def test_gate(student):
    """A gate is closed at first, lets all pass once it is open, and can be closed again."""
    student.patience(cpu=2)
    gate = student.new("bounded_buffer.Gate")
    assert gate.wait(timeout=0) is False
    assert gate.wait(0.01) is False
    waiting = [student.start(gate.wait), student.start(gate.wait, timeout=10_000)]
    for call in waiting:
        must_wait(student, call, "wait returned although the gate had never been opened")
    gate.open()
    assert [call.result() for call in waiting] == [True, True]
    assert [gate.wait(), gate.wait(timeout=0), gate.wait(5)] == [True, True, True]
    gate.close()
    assert gate.wait(timeout=0) is False
    again = student.start(gate.wait)
    must_wait(student, again, "wait returned although the gate had been closed")
    gate.open()
    assert again.result() is True


@check(
    points=5,
    kind="correctness",
    hints=(
        "At which count may those who wait go on? And what if somebody counts down once more?",
        "A latch that is open stays open: who comes later doesn't wait.",
    ),
)
def test_latch(student):
    """A latch opens with the last count, not before, and stays open whatever is counted after."""
    student.patience(cpu=2)
    assert student.new("bounded_buffer.Latch", 0).wait() is True
    latch = student.new("bounded_buffer.Latch", 2)
    assert latch.wait(timeout=0) is False
    waiting = [student.start(latch.wait), student.start(latch.wait, timeout=10_000)]
    for calls in range(2):
        for call in waiting:
            must_wait(student, call, f"wait returned after {calls} of 2 counts")
        latch.count_down()
    assert [call.result() for call in waiting] == [True, True]
    for _ in range(2):
        latch.count_down()
        assert [latch.wait(), latch.wait(timeout=0)] == [True, True]
