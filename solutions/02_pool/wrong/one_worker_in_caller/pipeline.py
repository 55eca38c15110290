# fault: with workers=1 parallel_map saves itself the process and calls func in the caller | caught by: speedup
from __future__ import annotations

import collections as c
import concurrent.futures as cf
import re
import typing as t

A = t.TypeVar("A")
B = t.TypeVar("B")
Stage = t.Callable[[t.Any], t.Any]
WORD: t.Final = re.compile(r"\w+")


def _submit_all(
    func: t.Callable[[A], B],
    items: t.Sequence[A],
    workers: int,
    **how: t.Any,
) -> t.List[B]:
    if workers < 1:
        raise ValueError(f"{workers=}: need at least one")
    if len(items) == 0:
        return []
    with cf.ProcessPoolExecutor(max_workers=workers, **how) as executor:
        futures: t.List[cf.Future[B]] = [executor.submit(func, item) for item in items]
        # ALL_COMPLETED: nobody is torn out of its work when another one fails
        cf.wait(futures, return_when=cf.ALL_COMPLETED)
    return [future.result() for future in futures]


def parallel_map(func: t.Callable[[A], B], items: list[A], workers: int) -> list[B]:
    if workers == 1:  # <- fault
        return [func(item) for item in items]
    return _submit_all(func, items, workers)


def _words(text: str) -> c.Counter[str]:
    return c.Counter(match.group().lower() for match in WORD.finditer(text))


def count_words(texts: list[str], workers: int) -> dict[str, int]:
    merged: c.Counter[str] = c.Counter()
    for part in _submit_all(_words, texts, workers):
        merged.update(part)
    return dict(merged)


class Line:
    """All the stages as one callable; picklable as long as its stages are."""

    __slots__ = ("stages",)

    def __init__(self, stages: t.Iterable[Stage]) -> None:
        self.stages = tuple(stages)

    def __call__(self, value: t.Any) -> t.Any:
        for stage in self.stages:
            try:
                value = stage(value)
            except Exception as problem:
                return problem
        return value


def run_pipeline(items: list[t.Any], stages: list[Stage], workers: int) -> list[t.Any]:
    return _submit_all(Line(stages), items, workers)


def map_with_setup(
    func: t.Callable[[A], B],
    items: list[A],
    workers: int,
    setup: t.Callable[..., t.Any],
    setup_args: tuple[t.Any, ...],
) -> list[B]:
    return _submit_all(func, items, workers, initializer=setup, initargs=setup_args)
