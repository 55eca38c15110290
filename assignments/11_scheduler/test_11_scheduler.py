"""Public checks of topic 11. Run them with `pytest assignments/11_scheduler`."""

from grader import CheckFailed, check
from grader.facts import Hung


def told(student, call, sentence):
    """Return what `call` tells; fail with the sentence if it never ends."""
    student.patience(cpu=0.5)
    try:
        return call()
    except Hung as error:
        _, _, where = str(error).partition("\n")
        raise Hung(f"{sentence}, but your code does not come to an end\n{where}") from None


def turns(student, *tasks):
    """Run round_robin and tell what came of it."""
    robin = student.ref("scheduler.round_robin")
    return told(student, lambda: student.workloads.outcome(robin, *tasks), "all tasks end after a few steps")


def log_of(student, scheduler, sentence="all tasks are done after a few slices"):
    """Run a scheduler whose tasks don't fail by themselves, and return its log."""
    came = told(student, lambda: student.workloads.run(scheduler), sentence)
    if raised := came.get("raised"):
        raise CheckFailed(
            f"no task should fail here, but run raised an ExceptionGroup of {'; '.join(dict.fromkeys(raised))}"
        )
    return came["log"]


def task(student, name, *args):
    """Make a task of workloads.py."""
    return student.new(f"workloads.{name}", *args)


@check(
    points=8,
    kind="correctness",
    hints=(
        "Go through the lecture's `for p in t1s: ... t1s.remove(p)` with three tasks, the first of which ends first. "
        "Who is next after the removal?",
        "A queue: take the task at the head, run it one step, and put it back at the end unless it has ended.",
    ),
)
def test_one_step_each_in_turn(student):
    """round_robin runs the tasks one step each in turn, and nobody loses a turn when another one ends."""
    for lengths in ((2, 2), (1, 3, 3), (3, 1, 1, 2), (4,), ()):
        steps = [[f"{'ABCD'[index]}{step + 1}" for step in range(length)] for index, length in enumerate(lengths)]
        expected = [(index, each[step]) for step in range(4) for index, each in enumerate(steps) if step < len(each)]
        came = turns(student, *[task(student, "yields", each) for each in steps])
        if raised := came.get("raised"):
            raise CheckFailed(f"no task fails here, but round_robin raised an ExceptionGroup of {'; '.join(raised)}")
        assert came["log"] == expected, (
            f"tasks of {', '.join(map(str, lengths)) or 'no'} steps should have their turns in the order "
            f"{shown(expected)}, but came {shown(came['log'])}"
        )


def shown(log):
    """Show the steps of a log, if it has its shape."""
    try:
        return " ".join(f"{index}:{value}" for index, value in log) or "of nobody"
    except (TypeError, ValueError):
        return repr(log)


@check(
    points=7,
    kind="faults",
    hints=(
        "Which exception of next says that a task has ended? All others say that it has failed.",
        "Keep what was raised in a list, go on with the others, and raise ExceptionGroup('...', the_list) at the end.",
        "An exception is an object like others: you can set an attribute of it before you raise it.",
    ),
)
def test_a_failing_task_is_dropped(student):
    """A task of round_robin that raises is dropped, the others go on, and an ExceptionGroup with the log comes last."""
    came = turns(
        student,
        task(student, "yields", ["a", "b", "c"]),
        task(student, "yields", ["d"], None, "one task failed on purpose"),
        task(student, "yields", [], None, "another one failed on purpose"),
        task(student, "yields", ["e", "f"]),
    )
    must_have_raised(came, ["another one failed on purpose", "one task failed on purpose"])
    assert came["log"] == [(0, "a"), (1, "d"), (3, "e"), (0, "b"), (3, "f"), (0, "c")], (
        "the log of the ExceptionGroup should have all steps, of the others too"
    )
    came = turns(student, task(student, "yields", ["a"]), task(student, "yields", ["b"], None, "only one failed"))
    must_have_raised(came, ["only one failed"])
    assert came["log"] == [(0, "a"), (1, "b")], "the log of an ExceptionGroup of one should have all steps as well"


def must_have_raised(came, texts):
    """Fail unless an ExceptionGroup of Failed with just these texts came."""
    if "bare" in came:
        raise CheckFailed(f"an ExceptionGroup should be raised when all others have ended, but came {came['bare']}")
    if "raised" not in came:
        raise CheckFailed(f"tasks failed, and nothing was raised: {came['log']!r} was returned")
    expected = [f"Failed: {text}" for text in texts]
    assert came["raised"] == expected, "the ExceptionGroup should have just what the tasks raised"


@check(
    points=9,
    kind="correctness",
    hints=(
        "What a task yields after a slice is what it still needs. From which number is its next slice worked out?",
        "The lecture's `call` puts a task back into the queue only in its `else`. What becomes of the others?",
        "First next, and then send, in the same turn: what comes back from each of them?",
    ),
)
def test_slices(student):
    """Each turn gives a task a part of what it still needs: the lecture's tasks, which need 12 and 11."""
    scheduler = student.new("scheduler.Scheduler")
    one = scheduler.spawn(task(student, "work", 12))
    other = scheduler.spawn(task(student, "work", 11))
    must_be_ids(one, other)
    expected = [(one, 6), (other, 5), (one, 3), (other, 3), *[(one, 1), (other, 1)] * 3]
    assert log_of(student, scheduler) == expected, (
        f"tasks that need 12 and 11, with ids {one} and {other}, should have the slices 6, 5, 3, 3 and then 1 by turns"
    )
    scheduler = student.new("scheduler.Scheduler")
    low = scheduler.spawn(task(student, "work", 8), priority=0.25)
    high = scheduler.spawn(task(student, "work", 8), 1.0)
    last = scheduler.spawn(task(student, "work", 4), 0.75)
    must_be_ids(low, high, last)
    expected = [(low, 2), (high, 8), (last, 3), (low, 1), (last, 1), *[(low, 1)] * 5]
    assert log_of(student, scheduler) == expected, (
        "tasks that need 8, 8 and 4, with the priorities 0.25, 1.0 and 0.75, should have the slices 2, 8, 3 in their "
        "first turns, and then 1, 1, 1, ..."
    )


def must_be_ids(*ids):
    """Fail unless these are whole numbers, all different."""
    assert all(type(each) is int for each in ids), f"spawn should return an id, a whole number, but came {ids}"
    assert len(set(ids)) == len(ids), f"two tasks have the same id: {ids}"


@check(
    points=6,
    kind="correctness",
    hints=(
        "Each sleeper has a time at which it wakes. How do you find the one that wakes first?",
        "heapq takes the smallest first. What does it compare when two times are equal?",
        "The clock counts slices. Nobody needs a real clock, and nobody calls time.sleep.",
    ),
)
def test_woken_in_time_order(student):
    """Tasks that sleep are woken in the order of their times, and are sent None."""
    scheduler = student.new("scheduler.Scheduler")
    naps = {"a": 60, "b": 20, "c": 90, "d": 40}
    ids = [scheduler.spawn(task(student, "sleeper", name, [ticks])) for name, ticks in naps.items()]
    log = log_of(student, scheduler, "all tasks sleep, and are done when they have been woken")
    woken = [note[0] for note in student.workloads.notes()]
    assert woken == ["b", "d", "a", "c"], (
        f"tasks that sleep 60 (a), 20 (b), 90 (c) and 40 (d) ticks should wake as b, d, a, c, but came {woken}"
    )
    sent = [note[1] for note in student.workloads.notes()]
    assert sent == [None] * 4, "a task is sent None after its sleep"
    assert log == [(each, 1) for each in ids], "each of the four had one slice, before its sleep"


@check(
    points=7,
    kind="correctness",
    hints=(
        "A task asks for a message. There is one: what is sent to the task? There is none: where is the task kept?",
        "Messages come out in the order in which they were sent.",
    ),
)
def test_messages_arrive(student):
    """A task that receives gets the next message, and waits for it if there is none."""
    for receives_first in (True, False):
        scheduler, mailbox = student.new("scheduler.Scheduler"), student.new("scheduler.Mailbox")
        first = len(student.workloads.notes())
        reader = task(student, "receiver", "reader", mailbox, 4)
        writer = task(student, "sender", mailbox, [["one"], ["two"], [], ["three", "four"]])
        for each in (reader, writer) if receives_first else (writer, reader):
            scheduler.spawn(each)
        log = log_of(student, scheduler, "four messages are sent and four received")
        came = [message for _, message in student.workloads.notes()[first:]]
        assert came == ["one", "two", "three", "four"], f"four messages were sent in order, but these came: {came}"
        assert len(log) == 8, f"two tasks with four turns each have 8 slices, but the log has {len(log)}"
