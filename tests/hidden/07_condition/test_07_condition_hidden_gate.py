# ruff: noqa: ANN001, ANN201, ANN202 - a check reads as topic authors write them, without types
"""Hidden checks of topic 07: gate and latch."""

from condition_models import GateModel, LatchModel, pause

from grader import Limits, check, do, new


@check(
    points=9,
    kind="race",
    hints=(
        "The gate may be opened just after a thread has looked and just before it sleeps. What wakes it then?",
        "A thread that waited when the gate was opened may run only when it is closed again. How does it know that it "
        "may pass?",
        "Whoever waits could remember something before it sleeps, and compare it when it wakes.",
    ),
)
def test_gate_lets_all_pass(student):
    """All that wait pass when the gate is opened, also if it is closed again right after."""
    gate = new("bounded_buffer.Gate")
    runs = student.explore(gate, threads=[[do("wait")], [do("wait")], [do("open")]], then=[do("wait", timeout=0)])
    runs.must_match(GateModel)
    runs = student.explore(
        gate,
        threads=[[do("wait", timeout=9), do("wait", timeout=0)], [do("open"), do("close")], [do("wait", timeout=0)]],
        limits=Limits(schedules=350),
    )
    runs.must_match(GateModel)

    for threads in (
        [[do("wait")], [do("close"), do("open")]],
        [[do("open"), do("open")], [do("close"), do("wait")]],
    ):
        student.explore(gate, threads=threads, limits=Limits(schedules=200)).must_match(GateModel)
    waiting = [do("wait"), do("wait", timeout=10)]
    runs = student.explore(
        gate,
        threads=[[waiting[0]], [waiting[1]], [pause(1), do("open"), do("close"), do("open"), do("close")]],
        then=[do("wait", timeout=0)],
        late=False,
        limits=Limits(schedules=350),
    )

    def complaint(outcome):
        for result in outcome.results:
            if result.op in waiting and (result.blocked or result.value is not True):
                return f"{result.op} had been waiting when the gate was opened, but it was not let through"
        if outcome.then and outcome.then[0].value is not False:
            return "the gate was closed again, but whoever came later passed"
        return ""

    runs.must_all(complaint)


@check(
    points=9,
    kind="race",
    hints=(
        "Two threads count down at the same time: can one of the counts get lost?",
        "Which of the threads that wait does your last count_down wake?",
        "The count may reach 0 just after a thread has looked and just before it sleeps.",
    ),
)
def test_no_count_is_lost(student):
    """Every count counts, and with the last one all that wait go on."""
    limits = Limits(schedules=300)
    for count, threads in (
        (2, [[do("wait")], [do("count_down")], [do("count_down")]]),
        (1, [[do("wait")], [do("wait")], [do("count_down")]]),
        (1, [[do("count_down")], [do("count_down"), do("wait")], [do("count_down")]]),
        (2, [[do("wait", timeout=3)], [do("count_down"), do("count_down")]]),
    ):
        runs = student.explore(
            new("bounded_buffer.Latch", count), threads=threads, then=[do("wait", timeout=0)], limits=limits
        )
        runs.must_match(lambda count=count: LatchModel(count))
