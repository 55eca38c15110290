"""Work for `benchmarks.wall_clock`, beside the student's code: it uses CPU time and says nothing to the judge."""

import time


def spin(number: int) -> int:
    """Use 0.1 s of CPU time."""
    end = time.thread_time() + 0.1
    while time.thread_time() < end:
        sum(range(2000))
    return number


def serially(numbers: list[int]) -> list[int]:
    """Do all the work in this thread: what a stop-watch compares with."""
    return [spin(number) for number in numbers]
