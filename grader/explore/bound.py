"""Iterative context bounding: all schedules with no preemption, with one, and with two.

Most bugs need few preemptions (Musuvathi and Qadeer, PLDI 2007), while the number of schedules grows with their number
only polynomially. Switches where a task waits or ends cost nothing and are all tried.

Who shrinks a failure wants the fewest preemptions first. Who looks for one wants the fewest *delays* first, which are
all the decisions that differ from the default, those of tasks that wait or end among them (Emmi, Qadeer and Rakamaric,
POPL 2011): with many threads there are more orders without any preemption than a budget has schedules, and a bug that
needs one preemption and nothing else would never have its turn. Either way the same schedules are tried in the end.

Two things keep the number small, and lose no outcome:
- A preemption is tried only before an operation on an object that several tasks synchronise on, and before an access
  that takes part in a data race. Moving any other preemption forward to the next of these changes nothing that a task
  could notice. Races and shared objects are collected from all runs; when one turns up, the runs known so far are gone
  through again for it, before the next plan is chosen. So random walks have a say only by the places that they found:
  from the same places, the same plans follow.
- Of prefixes that are equivalent (see `happens`) only the first is gone on from, and another one only if it has fewer
  preemptions.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from grader.explore.happens import racy_places, shared_objects, signatures
from grader.explore.schedule import Decision, Run, Schedule, Switch


class Plan(NamedTuple):
    """A schedule to try, how many preemptions it costs, and before which decision it has nothing new."""

    schedule: Schedule
    cost: int
    fresh: int


class _Known(NamedTuple):
    """A run that was made for a plan, with the signature of the state at each of its decisions."""

    plan: Plan
    decisions: tuple[Decision, ...]
    states: tuple[int, ...]


class ContextBound:
    """Gives the plans in order of cost or of delays; `pruned=False` tries every preemption, to prove the pruning by."""

    def __init__(self, bound: int, *, pruned: bool = True, by_delays: bool = False) -> None:
        self._bound = bound
        self._pruned = pruned
        self._by_delays = by_delays
        self._waiting: dict[tuple[int, int], deque[Plan]] = {}
        self._put(Plan(Schedule(), 0, 0))
        self._seen: dict[tuple[int, int, int, int], int] = {}
        self._runs: list[_Known] = []
        self._hot: set[str] = set()
        self._found: set[str] = set()

    @property
    def places(self) -> frozenset[str]:
        """The places found so far that are worth a preemption."""
        return frozenset(self._hot | self._found)

    def next(self) -> Plan | None:
        """Return the next plan, or None when there is none left within the bound."""
        self._catch_up()
        if not self._waiting:
            return None
        first = min(self._waiting)
        plans = self._waiting[first]
        plan = plans.popleft()
        if not plans:
            del self._waiting[first]
        return plan

    def _put(self, plan: Plan) -> None:
        delays = len(plan.schedule.switches) if self._by_delays else 0
        self._waiting.setdefault((delays, plan.cost), deque()).append(plan)

    @property
    def cost(self) -> int:
        """The fewest preemptions that a plan still costs; one more than the bound when there is none."""
        self._catch_up()
        return min((cost for _, cost in self._waiting), default=self._bound + 1)

    def notice(self, run: Run) -> None:
        """Learn from a run of whatever strategy which places are worth a preemption."""
        if self._pruned:
            self._found |= (racy_places(run.ops) | shared_objects(run.ops + run.wished)) - self._hot

    def learn(self, plan: Plan, run: Run) -> None:
        """Take the run of a plan, and put what follows from it on the list."""
        self.notice(run)
        self._catch_up()
        prefixes = signatures(run.ops) if self._pruned else []
        states = tuple(prefixes[decision.done] for decision in run.decisions) if self._pruned else ()
        known = _Known(plan, run.decisions, states)
        self._wait(known)
        self._branch(known, self._hot)
        if self._pruned and plan.cost < self._bound:
            self._runs.append(known)

    def _catch_up(self) -> None:
        found, self._found = self._found, set()
        self._hot |= found
        for known in self._runs if found else ():
            self._branch(known, found)

    def _wait(self, known: _Known) -> None:
        """Try the other choices where a task could not go on."""
        for index in range(known.plan.fresh, len(known.decisions)):
            if known.decisions[index].forced:
                self._vary(known, index, known.plan.cost)

    def _branch(self, known: _Known, places: set[str]) -> None:
        """Try the other choices where a task could go on, before operations at these places."""
        cost = known.plan.cost + 1
        if cost > self._bound:
            return
        for index in range(known.plan.fresh, len(known.decisions)):
            decision = known.decisions[index]
            if not (decision.forced or decision.rested) and (not self._pruned or decision.op.place in places):
                self._vary(known, index, cost)

    def _vary(self, known: _Known, index: int, cost: int) -> None:
        decision = known.decisions[index]
        for task in decision.enabled:
            if task == decision.chosen:
                continue
            if self._pruned:
                key = (known.states[index], decision.task, decision.at, task)
                if self._seen.get(key, cost + 1) <= cost:
                    continue
                self._seen[key] = cost
            # The plan's own switches all come before what is fresh in its run.
            switches = (*known.plan.schedule.switches, Switch(decision.task, decision.at, task))
            self._put(Plan(Schedule(switches), cost, index + 1))
