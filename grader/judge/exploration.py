"""An exploration as a check sees it: what must hold in every order, and what must happen in some.

The guest searches and tells each new outcome; here each is judged once, when somebody asks about it. A failing outcome
is shrunk (a bounded search alone, fewest preemptions first, for one that fails in the same way; where that finds none
in time, one switch after the other is left out), confirmed by a replay in a fresh guest, and told as a story of the
student's own lines.

Rules:
- A pass says how far the search went. A failure is told only when its replay fails again; one that doesn't is
  inconclusive, since something that the machine doesn't control had a say.
- What can't be explored fails with a sentence that says what and where: nothing unmodelled is ever passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, NoReturn

from grader import wire
from grader.describe import Limits, Probe
from grader.facts import CheckFailed, GuestDied, Hung, Inconclusive, NotExplorable, told_of
from grader.judge.events import decode_events
from grader.judge.explain import explain
from grader.judge.history import Model, is_linearizable, orders_of
from grader.judge.memory import Searched, extent
from grader.judge.outcome import Outcome, decode_outcome
from grader.judge.program import Program
from grader.judge.questions import SPINS, Complaint, Question, kind, mismatch, must_be_written, nothing, swallowed
from grader.judge.races import races_of

if TYPE_CHECKING:
    from grader.judge.conversation import Conversation

_FEW: Final = 8
_MANY: Final = 200
_SHRINKING: Final = 1000


class Line:
    """What an exploration needs of the student fixture."""

    def __init__(self, student: Conversation) -> None:
        self._student = student
        self.schedule = student.setting.schedule
        self._key = student.setting.next_key()

    @property
    def kept(self) -> str:
        """The schedule that failed when the check ran last, or ""."""
        memory = self._student.setting.memory
        return memory.get(self._key) if memory is not None else ""

    def keep(self, schedule: str) -> None:
        """Keep a schedule that fails; "" for none."""
        memory = self._student.setting.memory
        if memory is not None:
            memory.put(self._key, schedule)

    def request(self, op: str, **fields: object) -> Any:  # noqa: ANN401 - JSON
        """Ask the guest."""
        return self._student._raw(op, fields)

    def fresh(self) -> None:
        """Begin anew with a fresh guest."""
        self._student.again()

    def note(self, text: str) -> None:
        """Say something in the report of a check that passes."""
        self._student.notes.append(text)

    def passed(self, searched: Searched) -> None:
        """Say in the report that nothing fails, and how far the search went."""
        if self.schedule:
            self.note(f"nothing fails in the schedule {self.schedule}")
        else:
            self._student.setting.passed(self._key, searched, self._student.notes)


class Exploration:
    """All that is found out about a program; asking goes on where the last question stopped."""

    def __init__(self, line: Line, program: Program, limits: Limits) -> None:
        self._line = line
        self._program = program
        self._limits = limits
        self._outcomes: list[Outcome] = []
        self._number: int | None = None
        self._ended = False
        self._kept = program.first = "" if line.schedule else line.kept
        self.ran = 0
        self.exhausted = -1

    # What a check asks

    def outcomes(self) -> list[Outcome]:
        """Return every outcome, for a check that judges them by itself."""
        return list(self._each())

    def must_match(self, make: Callable[[], Model]) -> None:
        """Fail unless every outcome can be explained by some order of the operations, one at a time."""

        def complaint(outcome: Outcome) -> str:
            return "" if is_linearizable(outcome, make) else mismatch(outcome)

        self._must_all(Question(complaint, lambda outcome: orders_of(outcome, make), may_wait=True))

    def must_end(self) -> None:
        """Fail when an operation can wait for ever, or a thread or an exception is left over."""
        self._must_all(Question(nothing))

    def must_all(self, complaint: Complaint, *, may_be_rescued: bool = False, alone: bool = False) -> None:
        """Fail when `complaint` finds something wrong with an outcome; it returns the sentence, or "".

        With `may_be_rescued`, an operation may wait for what comes after the threads. With `alone`, nothing is wrong
        but by the complaint: neither who waits for ever or never ends, nor what is left over.
        """
        self._must_all(Question(complaint, may_be_rescued=may_be_rescued, alone=alone))

    def must_reach(self, condition: Callable[[Outcome], bool], sentence: str) -> None:
        """Fail with the sentence when the condition holds in no outcome."""
        question = Question(nothing)
        for outcome in self._each():
            if question.wrong(outcome):
                self._fail(outcome, question)
            if condition(outcome):
                return
        raise CheckFailed(f"{sentence} ({self.said})")

    def must_overlap(self, probe: Probe, count: int) -> None:
        """Fail unless that many calls of the probe can be inside at once."""
        most = 0
        for outcome in self._each():
            most = max(most, outcome.most.get(probe.name, 0))
            if most >= count:
                return
        if not most:
            raise CheckFailed(f"{probe.name} was never called")
        sentence = (
            f"{count} calls of {probe.name} should be able to run at once, but in no order of the threads were there "
            f"more than {most}: is a lock held meanwhile, or does each wait for the last? ({self.said})"
        )
        number = self._begin(self._limits)
        schedule = self._ask("inside", exploration=number, probe=probe.name)
        self._tell(number, schedule, Question(lambda _: sentence))

    def must_not_exceed(self, probe: Probe, count: int) -> None:
        """Fail when more than that many calls of the probe are inside at once."""

        def complaint(outcome: Outcome) -> str:
            most = outcome.most.get(probe.name, 0)
            return f"{most} calls of {probe.name} run at once, where at most {count} may" if most > count else ""

        self._must_all(Question(complaint))

    def must_pass_on_cancellation(self, before: float | None = None) -> None:
        """Fail when the first operation was cancelled, before that virtual second, and did not end by that.

        For explorations with `cancel=True`. A cancellation that comes while the operation cleans up after itself is
        lost in many a right answer (`task.cancel()`, and then `except CancelledError: pass` around `await task`).
        """
        self._must_all(Question(lambda outcome: swallowed(outcome, before)))

    def must_hold_no_lock_in(self, probe: Probe) -> None:
        """Fail when the probe is called while its caller holds a lock."""
        sentence = f"a lock is held while {probe.name} runs: nobody else can go on until it returns"
        self._must_all(Question(lambda outcome: sentence if probe.name in outcome.under_lock else ""))

    def must_not_spin(self) -> None:
        """Fail when a thread keeps the processor busy where it should wait."""
        self._must_all(Question(lambda outcome: SPINS if outcome.rests else ""))

    @property
    def said(self) -> str:
        """How far the search went, in words."""
        one = self._line.schedule
        return f"only the schedule {one} was run" if one else extent([self._searched])

    @property
    def _searched(self) -> Searched:
        is_whole = self._ended and self.exhausted >= self._limits.preemptions
        return Searched(self.ran, self._limits.preemptions if is_whole else -1)

    # How it is found out

    def _must_all(self, question: Question) -> None:
        for outcome in self._each():
            if question.wrong(outcome):
                self._fail(outcome, question)
        self._line.passed(self._searched)
        if self._kept:
            self._line.keep("")
            self._line.note("the order of threads that failed last time does no harm any more")

    def _each(self) -> Iterator[Outcome]:
        """Yield all outcomes, those known first."""
        index = 0
        while True:
            while index < len(self._outcomes):
                must_be_written(self._outcomes[index])
                yield self._outcomes[index]
                index += 1
            if self._ended:
                return
            self._search()

    def _search(self) -> None:
        if self._number is None:
            self._number = self._begin(self._limits)
        if self._line.schedule:
            self._outcomes += self._decode([self._ask("tell", exploration=self._number, schedule=self._line.schedule)])
            self.ran, self._ended = 1, True
            return
        told = self._ask("more", exploration=self._number, runs=_next_chunk(self.ran))
        self._outcomes += self._decode(told["outcomes"])
        self.ran, self.exhausted, self._ended = int(told["ran"]), int(told["exhausted"]), told["ended"] is True

    def _begin(self, limits: Limits) -> int:
        return int(self._ask("explore", program=self._program.told(limits)))

    def _ask(self, op: str, **fields: object) -> Any:  # noqa: ANN401 - JSON
        try:
            return self._line.request(op, **fields)
        except Hung as error:
            _, _, where = str(error).partition("\n")
            raise NotExplorable(
                "the order of your threads can't be explored: your code waits, or loops, where the checks' scheduler "
                f"has no say (a real socket, process or file, or a loop that touches nothing shared)\n{where}"
            ) from None
        except Exception as error:
            told = told_of(error)
            if told is not None and told.name == "NotExplorableError":
                raise NotExplorable(f"the order of your threads can't be explored: {told.message}") from None
            raise

    def _decode(self, outcomes: Sequence[object]) -> list[Outcome]:
        try:
            return [decode_outcome(each, self._program.threads, self._program.then) for each in outcomes]
        except wire.WireError as error:
            raise GuestDied(f"the submission broke the protocol between itself and the checks ({error})") from None

    def _fail(self, outcome: Outcome, question: Question) -> NoReturn:
        shrunk = outcome if self._line.schedule else self._shrink(outcome, question)
        self._line.fresh()
        number = self._begin(self._limits)
        self._tell(number, shrunk.schedule, question, again=bool(self._kept) and outcome is self._outcomes[0])

    def _tell(self, number: int, schedule: str, question: Question, *, again: bool = False) -> NoReturn:
        """Run one schedule, and raise what is wrong with it, with its story."""
        told = self._ask("tell", exploration=number, schedule=schedule)
        (outcome,) = self._decode([told])
        sentence = question.wrong(outcome)
        if not sentence:
            raise Inconclusive(
                "your program did not do the same twice in the same order of threads: something that the checks' "
                f"scheduler doesn't control has a say in it (schedule {schedule})"
            )
        try:
            events = decode_events(told["story"])
            races = races_of(events, told["races"])
        except wire.WireError as error:
            raise GuestDied(f"the submission broke the protocol between itself and the checks ({error})") from None
        self._line.keep(outcome.schedule)
        if again:
            sentence += " (still there: it failed in the same order of threads last time)"
        raise explain(sentence, outcome, events, question.expected(outcome), races)

    def _shrink(self, outcome: Outcome, question: Question) -> Outcome:
        """Return an outcome with the fewest preemptions that fails in the same way."""
        limits = Limits(0, min(outcome.preemptions, self._limits.preemptions), _SHRINKING, self._limits.points)
        number = self._begin(limits)
        ran = 0
        while True:
            told = self._ask("more", exploration=number, runs=_next_chunk(ran))
            ran = int(told["ran"])
            for found in self._decode(told["outcomes"]):
                if _fails_alike(found, outcome, question):
                    return found
            if told["ended"] is True:
                return self._drop_switches(number, outcome, question)

    def _drop_switches(self, number: int, outcome: Outcome, question: Question) -> Outcome:
        """Leave out switches of a schedule, one or two at a time, until each of them is needed."""
        left = _fewer(outcome.schedule)
        while (fewer := next(left, None)) is not None:
            (found,) = self._decode([self._ask("tell", exploration=number, schedule=fewer)])
            if _fails_alike(found, outcome, question):
                outcome, left = found, _fewer(fewer)
        return outcome


def _next_chunk(ran: int) -> int:
    """Return how many schedules to ask for next, as many as have run: most failures show within the first few."""
    return min(max(ran, _FEW), _MANY)


def _fewer(schedule: str) -> Iterator[str]:
    """Give a schedule with one switch less, in every way, and then with two less."""
    switches = schedule.strip("-").split()
    for less in (1, 2):
        if less <= len(switches):
            yield from (" ".join(kept) or "-" for kept in combinations(switches, len(switches) - less))


def _fails_alike(found: Outcome, outcome: Outcome, question: Question) -> bool:
    """Whether an outcome is wrong in the same way as another one, with no more preemptions."""
    is_simpler = found.preemptions <= outcome.preemptions
    return is_simpler and bool(question.wrong(found)) and kind(found) == kind(outcome)
