# ruff: noqa: ANN001, ANN002, ANN201 - a check reads as topic authors write them, without types
"""Hidden checks of topic 11."""

import re

from grader import CheckFailed, check
from grader.facts import Hung, told_of


def told(student, call, sentence):
    """Return what `call` tells; fail with the sentence if it never ends."""
    student.patience(cpu=0.5)
    try:
        return call()
    except Hung as error:
        _, _, where = str(error).partition("\n")
        raise Hung(f"{sentence}, but your code does not come to an end\n{where}") from None


def log_of(student, scheduler, sentence="all tasks are done after a few slices"):
    """Run a scheduler whose tasks don't fail by themselves, and return its log."""
    came = told(student, lambda: student.workloads.run(scheduler), sentence)
    if raised := came.get("raised"):
        raise CheckFailed(
            f"no task should fail here, but run raised an ExceptionGroup of {'; '.join(dict.fromkeys(raised))}"
        )
    return came["log"]


def task(student, name, *args):
    return student.new(f"workloads.{name}", *args)


def new(student):
    return student.new("scheduler.Scheduler")


def slices_of(log, each):
    return [length for one, length in log if one == each]


@check(
    points=7,
    kind="correctness",
    hints=(
        "What a generator returns is the value of its StopIteration. Is that a step?",
        "Everything that is yielded is logged as it is: None, 0 and False too.",
        "What if the last task in your list ends, or all of them in the same round?",
    ),
)
def test_only_what_is_yielded(student):
    """round_robin logs what is yielded, whatever it is, and not what a task returns."""
    came = told(
        student,
        lambda: student.workloads.outcome(
            student.ref("scheduler.round_robin"),
            task(student, "yields", [None, 0], "returned"),
            task(student, "yields", [], "returned at once"),
            task(student, "yields", ["", False, ("sleep", 3)], 7),
            task(student, "yields", [[], 1], None),
            task(student, "yields", [], None),
            task(student, "yields", [None, None], None),
        ),
        "all tasks end after a few steps",
    )
    expected = [(0, None), (2, ""), (3, []), (5, None), (0, 0), (2, False), (3, 1), (5, None), (2, ("sleep", 3))]
    if raised := came.get("raised"):
        raise CheckFailed(f"no task fails here, but round_robin raised an ExceptionGroup of {'; '.join(raised)}")
    assert came["log"] == expected, "the log should have what was yielded, each by its task, and nothing else"


@check(
    points=9,
    kind="correctness",
    hints=(
        "int cuts, round rounds. And what if the part of a small need is less than 1?",
        "A task may need more or less than you think: it tells you after each slice. 0 means that it is done.",
        "The need and the first slice belong to one turn.",
    ),
)
def test_slices_to_the_letter(student):
    """A slice is max(1, int(need left * priority)) of what the task itself says, and there is none for 0."""
    scheduler = new(student)
    finds = scheduler.spawn(task(student, "demands", [10, 9, 4, 1, 20, 1, 0]))
    tiny = scheduler.spawn(task(student, "work", 3), 0.01)
    cut = scheduler.spawn(task(student, "work", 7), priority=0.25)
    once = scheduler.spawn(task(student, "work", 1))
    expected = [
        *[(finds, 5), (tiny, 1), (cut, 1), (once, 1)],
        *[(finds, 4), (tiny, 1), (cut, 1)],
        *[(finds, 2), (tiny, 1), (cut, 1)],
        *[(finds, 1), (cut, 1)],
        *[(finds, 10), (cut, 1)],
        *[(finds, 1), (cut, 1), (cut, 1)],
    ]
    log = log_of(student, scheduler)
    for each, shown in (
        (finds, "says 10, 9, 4, 1, 20, 1, 0"),
        (tiny, "needs 3 with priority 0.01"),
        (cut, "needs 7 with priority 0.25"),
    ):
        wanted = slices_of(expected, each)
        assert slices_of(log, each) == wanted, f"a task that {shown} should have the slices {wanted}"
    assert log == expected, "the tasks should have their turns one after the other, in the order in which they came"
    scheduler = new(student)
    cut = scheduler.spawn(task(student, "demands", [15, 11, 7, 3, 0]))
    assert log_of(student, scheduler) == [(cut, 7), (cut, 5), (cut, 3), (cut, 1)], (
        "a task that says 15, 11, 7, 3, 0 and has priority 0.5 should have the slices 7, 5, 3, 1"
    )


@check(
    points=8,
    kind="correctness",
    hints=(
        "A task is spawned while another one runs. Does your loop still look at the same queue?",
        "What is an id made of? If it is a place in a list, or the id of an object: what if a task before has ended?",
    ),
)
def test_tasks_spawn_tasks(student):
    """Tasks may spawn others while they run; all of them run, and no two ids are alike."""
    scheduler = new(student)
    plan = [(1, 0.5)] * 20 + [(8, 0.25), (8, 1.0), (5, 0.5)]
    first = scheduler.spawn(task(student, "parent", scheduler, plan), 0.01)
    log = log_of(student, scheduler, "a task spawns 23 others, and all of them are done after a few slices")
    ids = [first, *student.workloads.notes()]
    assert all(type(each) is int for each in ids), f"spawn should return an id, a whole number, but came {ids}"
    assert len(set(ids)) == len(ids), f"two of {len(ids)} tasks have the same id: {ids}"
    assert slices_of(log, first) == [1] * 23, "a task that needs 23, with priority 0.01, should have 23 slices of 1"
    came = [slices_of(log, each) for each in ids[-3:]]
    assert came == [[2, 1, 1, 1, 1, 1, 1], [8], [2, 1, 1, 1]], (
        f"tasks that are spawned on the way, with 8 at 0.25, 8 at 1.0 and 5 at 0.5, had the slices {came}"
    )
    assert all(slices_of(log, each) == [1] for each in ids[1:-3]), "each task that needs 1 should have one slice"
    scheduler = new(student)
    before = len(student.workloads.notes())
    oldest = scheduler.spawn(task(student, "ancestor", scheduler, 5))
    log = log_of(student, scheduler, "each task spawns another one at its end, five times")
    ids = [oldest, *student.workloads.notes()[before:]]
    assert log == [(each, 1) for each in ids], "each of six tasks, spawned one by the other, should have one slice"


@check(
    points=5,
    kind="correctness",
    hints=(
        "The lecture's waiting_list is global. What do two schedulers do with it?",
        "What is written in the body of a class belongs to the class, not to each object.",
    ),
)
def test_each_on_its_own(student):
    """Two schedulers and two mailboxes have nothing to do with each other."""
    one, other = new(student), new(student)
    a = one.spawn(task(student, "work", 4))
    b = other.spawn(task(student, "work", 8), 1.0)
    assert log_of(student, one) == [(a, 2), (a, 1), (a, 1)], (
        "the tasks of a second scheduler should not run in the first"
    )
    left, right = student.new("scheduler.Mailbox"), student.new("scheduler.Mailbox")
    left.send("for the left")
    right.send("for the right")
    other.spawn(task(student, "receiver", "right", right, 1))
    other.spawn(task(student, "receiver", "left", left, 1))
    log = log_of(student, other)
    assert slices_of(log, b) == [8], "the second scheduler should run its own tasks when it is run"
    came = sorted(student.workloads.notes())
    assert came == [["left", "for the left"], ["right", "for the right"]], (
        "each of two mailboxes should give its own message"
    )
    third = new(student)
    third.spawn(task(student, "receiver", "left", left, 1))
    third.spawn(task(student, "receiver", "right", right, 1))
    third.spawn(task(student, "sender", right, [["R"]]))
    third.spawn(task(student, "sender", left, [["L"]]))
    log_of(student, third, "two tasks wait for two mailboxes, and each gets a message")
    came = sorted(student.workloads.notes()[2:])
    assert came == [["left", "L"], ["right", "R"]], f"L was sent to the left, R to the right mailbox, but came {came}"


@check(
    points=8,
    kind="speedup",
    hints=(
        "A task that sleeps isn't among those whose turn comes. Where is it, and when do you look whether it is time?",
        "The clock goes on by 1 for each slice that is given to anybody, however long the slice is.",
    ),
)
def test_others_go_on(student):
    """While a task sleeps the others go on, and it is woken after as many of their slices as it asked for."""
    scheduler = new(student)
    scheduler.spawn(task(student, "sleeper", "s", [30, 20]))
    busy = [scheduler.spawn(task(student, "demands", [8] * 60 + [0])) for _ in range(2)]
    log = log_of(student, scheduler, "one task sleeps 30 and 20 ticks, and two others need 60 slices each")
    notes = student.workloads.notes()
    assert len(notes) == 2, f"a task that sleeps twice should have been woken twice, but was {len(notes)} times"
    for ticks, (_, sent, slept) in zip((30, 20), notes, strict=True):
        assert sent is None, f"a task is sent None after its sleep, but came {sent!r}"
        assert slept >= ticks - 1, f"a task that sleeps {ticks} ticks was woken after {slept} slices of the others"
        assert slept <= ticks + 10, (
            f"a task that sleeps {ticks} ticks went on only after {slept} slices of the two others, who had many left"
        )
    assert all(slices_of(log, each) == [4] * 60 for each in busy), "each of the others should have 60 slices of 4"


@check(
    points=5,
    kind="speedup",
    hints=(
        "Nobody can run before the first sleeper wakes. What time is it next?",
        "A clock that counts up one by one, or a real sleep, takes as long as the ticks are many.",
        "heapq compares whole entries, (time, task), and so tasks when two times are equal. What may stand between?",
    ),
)
def test_the_clock_jumps(student):
    """When all tasks sleep the clock jumps to the first that wakes, however far away that is."""
    far, before = 10**12, 0
    for last, order in ((500, ["a", "a", "b", "a"]), (50, ["a", "a", "a", "b"])):
        scheduler = new(student)
        scheduler.spawn(task(student, "sleeper", "a", [1000 * far, 100 * far, last * far]))
        scheduler.spawn(task(student, "sleeper", "b", [1200 * far]))
        log_of(student, scheduler, "when all tasks sleep the clock should jump to the one that wakes first")
        woken = [note[0] for note in student.workloads.notes()[before:]]
        before += len(woken)
        assert woken == order, (
            f"a sleeps 1000, then 100 and then {last} units, b sleeps 1200 from the same time on: they should wake as "
            f"{', '.join(order)}, but came {woken}"
        )
    scheduler = new(student)
    for place in range(6):
        scheduler.spawn(task(student, "sleeper", f"equal {place}", [50 - place]))
    log_of(student, scheduler, "six tasks that sleep until the same time are all woken and done")
    woken = sorted(note[0] for note in student.workloads.notes()[before:])
    assert woken == [f"equal {place}" for place in range(6)], f"six tasks wake at the same time, but came {woken}"


@check(
    points=6,
    kind="correctness",
    hints=(
        "A message may be sent when nobody waits, and two may be sent before the one who waits has its turn.",
        "None is a message, too. How do you see that a mailbox is empty?",
        "Several tasks may wait for the same mailbox. How many of them does one message wake?",
    ),
)
def test_no_message_is_lost(student):
    """Each message reaches one task, whatever it is, whoever waits, and whenever it was sent."""
    odd = [None, 0, "", False, ["sleep", 3], "x"]
    scheduler, mailbox = new(student), student.new("scheduler.Mailbox")
    mailbox.send(odd[0])
    mailbox.send(odd[1])
    scheduler.spawn(task(student, "receiver", "r", mailbox, len(odd)))
    scheduler.spawn(task(student, "sender", mailbox, [[], [], odd[2:5], [], [], odd[5:]]))
    log_of(student, scheduler, "six messages are sent and six received")
    came = [message for _, message in student.workloads.notes()]
    assert came == odd, f"{odd!r} were sent, but these came: {came!r}"
    scheduler, mailbox = new(student), student.new("scheduler.Mailbox")
    before = len(student.workloads.notes())
    for name in ("p", "q", "r"):
        scheduler.spawn(task(student, "receiver", name, mailbox, 2))
    scheduler.spawn(task(student, "sender", mailbox, [[1], [2, 3], [], [4, 5, 6]]))
    log_of(student, scheduler, "three tasks receive two messages each, and six are sent")
    notes = student.workloads.notes()[before:]
    came = sorted(message for _, message in notes)
    assert came == [1, 2, 3, 4, 5, 6], f"the messages 1 to 6 were sent to three tasks, but these came: {came}"
    assert sorted(name for name, _ in notes) == ["p", "p", "q", "q", "r", "r"]


@check(
    points=8,
    kind="faults",
    hints=(
        "When nobody is ready, and nobody sleeps: who could still send a message?",
        "A task that sleeps may send a message when it wakes. Is it a deadlock before?",
        "The text of the exception says which tasks wait: it has their ids.",
    ),
)
def test_deadlock(student):
    """run raises Deadlock, with the ids of those that wait, only when nobody is left who could wake them."""
    scheduler, mailbox = new(student), student.new("scheduler.Mailbox")
    scheduler.spawn(task(student, "receiver", "patient", mailbox, 2))
    scheduler.spawn(task(student, "late_sender", mailbox, 40, ["late"]))
    scheduler.spawn(task(student, "late_sender", mailbox, 80, ["later"]))
    log_of(student, scheduler, "a task that sleeps sends what another one waits for")
    assert student.workloads.notes() == [["patient", "late"], ["patient", "later"]], (
        "a task that waits should get what two others send when they have slept"
    )
    scheduler, here, there = new(student), student.new("scheduler.Mailbox"), student.new("scheduler.Mailbox")
    one = scheduler.spawn(task(student, "passer", "one", here, there))
    scheduler.spawn(task(student, "work", 9))
    other = scheduler.spawn(task(student, "passer", "other", there, here))
    scheduler.spawn(task(student, "sleeper", "sleeper", [25]))
    text = deadlock_of(student, scheduler)
    must_name(text, one, other)
    names = [note[0] for note in student.workloads.notes()[2:]]
    assert names == ["sleeper"], "Deadlock comes when all others are done: a task that slept should have been woken"
    scheduler, mailbox = new(student), student.new("scheduler.Mailbox")
    alone = scheduler.spawn(task(student, "receiver", "alone", mailbox, 2))
    mailbox.send("the only one")
    must_name(deadlock_of(student, scheduler), alone)
    assert student.workloads.notes()[3:] == [["alone", "the only one"]], (
        "a task that waits for two messages should get the one that was sent"
    )


def deadlock_of(student, scheduler):
    """Run a scheduler whose tasks end up waiting for each other; return what its Deadlock says."""
    sentence = "all tasks that are left wait for messages that never come: run should raise Deadlock"
    try:
        came = told(student, lambda: student.workloads.run(scheduler), sentence)
    except Exception as error:
        raised = told_of(error)
        if raised is not None and "Deadlock" in raised.names:
            return raised.message
        raise
    raise CheckFailed(f"{sentence}, but came {came}")


def must_name(text, *ids):
    missing = [each for each in ids if not re.search(rf"(?<!\d){each}(?!\d)", text)]
    assert not missing, f"the text of Deadlock should have the ids of all that wait, {ids}, but it is {text!r}"


@check(
    points=7,
    kind="faults",
    hints=(
        "At how many places do you call next or send? A task may raise at each of them.",
        "A task that has failed is out, and nothing else changes for the others.",
        "The ExceptionGroup is raised when all is over, and has the log as its attribute.",
    ),
)
def test_failing_tasks(student):
    """A task of a Scheduler that raises is dropped, the others go on, and an ExceptionGroup with the log comes last."""
    scheduler = new(student)
    a = scheduler.spawn(task(student, "work", 4))
    scheduler.spawn(task(student, "fails", "at once", "1: at once"))
    b = scheduler.spawn(task(student, "work", 3))
    cut = scheduler.spawn(task(student, "fails", "in its slice", "2: in its slice"))
    came = told(
        student, lambda: student.workloads.run(scheduler), "two tasks fail, and two are done after a few slices"
    )
    log = must_have_raised(came, ["1: at once", "2: in its slice"])
    # Whether a slice in which the task raised is logged is left open.
    others = [entry for entry in log if entry[0] != cut]
    assert others == [(a, 2), (b, 1), (a, 1), (b, 1), (a, 1), (b, 1)], (
        "the log should have the slices of all the others"
    )
    assert slices_of(log, cut) in ([], [4])
    scheduler, mailbox = new(student), student.new("scheduler.Mailbox")
    scheduler.spawn(task(student, "fails", "after a sleep", "3: after a sleep"))
    scheduler.spawn(task(student, "fails", "after a message", "4: after a message", mailbox))
    scheduler.spawn(task(student, "sleeper", "sound", [30]))
    scheduler.spawn(task(student, "late_sender", mailbox, 50, ["go"]))
    came = told(student, lambda: student.workloads.run(scheduler), "two tasks fail, and two others are done")
    must_have_raised(came, ["3: after a sleep", "4: after a message"])
    assert [note[0] for note in student.workloads.notes()] == ["sound"], "a task that slept should have been woken"
    scheduler = new(student)
    scheduler.spawn(task(student, "fails", "at once", "5: alone"))
    must_have_raised(told(student, lambda: student.workloads.run(scheduler), "the only task fails"), ["5: alone"])


def must_have_raised(came, texts):
    """Fail unless an ExceptionGroup of Failed with just these texts came; return its log."""
    if "bare" in came:
        raise CheckFailed(f"an ExceptionGroup should be raised when all others have ended, but came {came['bare']}")
    if "raised" not in came:
        raise CheckFailed(f"tasks failed, and nothing was raised: {came['log']!r} was returned")
    expected = [f"Failed: {text}" for text in texts]
    assert came["raised"] == expected, "the ExceptionGroup should have just what the tasks raised"
    return came["log"]
