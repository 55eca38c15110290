"""Topic 02: work shared out over a pool of processes.

Everything at the top level here is imported by each worker process too (on Windows and macOS by a fresh Python), so
keep it to definitions: functions that a worker has to run must stand here, not inside another function.
"""

from collections.abc import Callable
from typing import Any


def parallel_map(func: Callable[[Any], Any], items: list[Any], workers: int) -> list[Any]:
    """Return `func(item)` for each item, worked out in `workers` processes, in the order of `items`.

    If items fail, the exception of one of them is raised here. No process is left in either case.
    Raises ValueError if `workers` is below 1.
    """
    # TODO: a pool, the items handed out, the results gathered in order, the pool closed and joined
    raise NotImplementedError("TODO: parallel_map")


def count_words(texts: list[str], workers: int) -> dict[str, int]:
    r"""Return how often each word occurs in all the texts together.

    A word is what the pattern `\w+` matches, lower-cased after it was matched. The words of a text are counted in
    one of `workers` processes; the counts are merged here. Raises ValueError if `workers` is below 1.
    """
    # TODO: count each text in a worker, then add up what the workers return
    raise NotImplementedError("TODO: count_words")


def run_pipeline(items: list[Any], stages: list[Callable[[Any], Any]], workers: int) -> list[Any]:
    """Return what each item becomes when it has gone through all stages in order, in the order of `items`.

    Different items are in different stages at the same time; `workers` is the number of processes of the whole
    pipeline. An item whose stage raises goes through no further stage, and has the exception object in its place of
    the result; the others go on. Raises ValueError if `workers` is below 1.
    """
    # TODO: let no item wait until all the others have done a stage
    raise NotImplementedError("TODO: run_pipeline")


def map_with_setup(
    func: Callable[[Any], Any],
    items: list[Any],
    workers: int,
    setup: Callable[..., Any],
    setup_args: tuple[Any, ...],
) -> list[Any]:
    """Do as `parallel_map` does, with `setup(*setup_args)` run once in each worker before its first item.

    Raises ValueError if `workers` is below 1.
    """
    # TODO: what does a Pool do when a worker starts?
    raise NotImplementedError("TODO: map_with_setup")
