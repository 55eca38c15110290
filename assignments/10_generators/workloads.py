"""Small pieces to try your coroutines with. They are ours: read them, call them, but don't hand them in.

Standard library only.
"""

import gc
import numbers
import tracemalloc

# ----- what the checks say to your generators, and what they note


def send(coroutine, value):
    """Send a value and return what comes back, as it can be told: a Fraction as a float, an object by its type."""
    return _told(coroutine.send(value))


def throw_value_error(coroutine):
    """Throw a ValueError into it, and leave alone what comes back."""
    coroutine.throw(ValueError)


def close(coroutine):
    """Close it, if it can be closed: a class of your own may have no close where none is asked for."""
    if hasattr(coroutine, "close"):
        coroutine.close()


def _told(value):
    if isinstance(value, (tuple, list)):
        return type(value)(_told(item) for item in value) if type(value) in (tuple, list) else repr(value)
    if value is None or isinstance(value, (int, float, str)):
        return value
    if isinstance(value, numbers.Number) and not isinstance(value, complex):
        return float(value)
    return {"an object of the type": type(value).__name__}


def first_number(make, limit):
    """Return the first number of make(limit), and how many bytes of memory it took to get it."""
    tracemalloc.start()
    try:
        number = next(make(limit))
        return number, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


_notes = []


def note(what):
    """Note something: a text that is evaluated could call this, and must not."""
    _notes.append(what)
    return 1


def notes():
    """Return what was noted."""
    return _notes


# ----- stages for pipeline: generator functions that take an iterator and yield

_open = []
_kept = []


def _entered(name, items):
    _open.append(name)
    _kept.append(items)  # somebody else who holds a reference: the stage before isn't closed by itself


def still_open():
    """Return the stages that were begun and have neither ended nor been closed."""
    return _open


def add_one(items):
    """Yield each number plus one."""
    _entered("add_one", items)
    try:
        for item in items:
            yield item + 1
    finally:
        _open.remove("add_one")


def double(items):
    """Yield twice each number."""
    _entered("double", items)
    try:
        for item in items:
            yield item * 2
    finally:
        _open.remove("double")


def same(items):
    """Yield each item as it is."""
    _entered("same", items)
    try:
        for item in items:  # noqa: UP028 - a plain loop, as students write it
            yield item
    finally:
        _open.remove("same")


def even(items):
    """Yield the even numbers only."""
    _entered("even", items)
    try:
        for item in items:
            if item % 2 == 0:
                yield item
    finally:
        _open.remove("even")


def twice(items):
    """Yield each item twice, and "end" when there are no more."""
    _entered("twice", items)
    try:
        for item in items:
            yield item
            yield item
        yield "end"
    finally:
        _open.remove("twice")


def first_two(items):
    """Yield the first two items, and no more."""
    _entered("first_two", items)
    try:
        left = 2
        for item in items:
            yield item
            left -= 1
            if not left:
                return
    finally:
        _open.remove("first_two")


def no_three(items):
    """Yield each number, but raise LookupError for 3."""
    _entered("no_three", items)
    try:
        for item in items:
            if item == 3:
                raise LookupError("the stage fails at item 3 on purpose")
            yield item
    finally:
        _open.remove("no_three")


class Consumer:
    """Someone who takes items out of pipeline(*stages)(source), and may stop before the end."""

    def __init__(self, pipeline, stages, items):
        self._pulled = 0
        self._iterator = pipeline(*stages)(self._source(items))

    def _source(self, items):
        for item in items:
            self._pulled += 1
            yield item

    def take(self, count):
        """Take `count` items, or as many as there are."""
        taken = []
        for _ in range(count):
            try:
                taken.append(next(self._iterator))
            except StopIteration:
                break
        return taken

    def pulled(self):
        """Return how many items have been taken out of the source."""
        return self._pulled

    def stop(self):
        """Stop: close the iterator."""
        iterator, self._iterator = self._iterator, None
        if hasattr(iterator, "close"):
            iterator.close()
        del iterator
        gc.collect()
