"""Guests for your pool, your lock and your table. They are ours: read them, call them, but don't hand them in.

Each of them takes down when two meet that must not meet; `met()` returns what was taken down. Standard library only.
"""

import time

_held = []
_met = []


def met():
    """Return a sentence for each meeting that should not have been."""
    return list(_met)


def pause(seconds):
    """Sleep."""
    time.sleep(seconds)


def use(pool, work):
    """Lease a connection, call `work(connection)` with it, and return the connection."""
    with pool.lease() as connection:
        if connection in _held:
            _met.append(f"two threads had the connection {connection!r} at the same time")
        _held.append(connection)
        try:
            work(connection)
        finally:
            _held.remove(connection)
    return connection


def read_with(lock, work):
    """Call `work()` as a reader."""
    with lock.read():
        _come_in("reader", ["writer"])
        try:
            work()
        finally:
            _held.remove("reader")


def write_with(lock, work):
    """Call `work()` as a writer."""
    with lock.write():
        _come_in("writer", ["reader", "writer"])
        try:
            work()
        finally:
            _held.remove("writer")


def read_often(lock, work, times):
    """Call `work()` as a reader, again and again."""
    for _ in range(times):
        read_with(lock, work)


def dinner(philosophers, rounds, eat):
    """Let your `dine` serve dinner; returns all meals as tuples (philosopher, left fork, right fork)."""
    import limits

    meals = []

    def eat_and_look(i, left, right):
        forks = {left, right}
        if any(fork in _held for fork in forks):
            _met.append(f"philosopher {i} began to eat while one of the forks {left} and {right} was in use")
        _held.extend(forks)
        meals.append((i, left, right))
        try:
            eat(i, left, right)
        finally:
            for fork in forks:
                _held.remove(fork)

    limits.dine(philosophers, rounds, eat_and_look)
    if _held:
        _met.append(f"dine returned while the forks {sorted(_held)} were still in use")
    return meals


def _come_in(who, others):
    found = [other for other in others if other in _held]
    if found:
        _met.append(f"a {who} came in while a {found[0]} was inside")
    _held.append(who)
