"""Short texts of a student's values and exceptions, for stories; none of the student's code is run for them."""

from __future__ import annotations

from typing import Any, Final

_LONGEST: Final = 60
_PLAIN: Final = (int, float, str, bytes, bool, type(None))
_CONTAINERS: Final = (list, tuple, dict, set, frozenset)


def said(error: BaseException) -> str:
    """Return what an exception says, without its own `__str__`, which may be the student's."""
    args: tuple[object, ...] = BaseException.args.__get__(error)  # type: ignore[attr-defined]  # a descriptor of C
    text = ", ".join(arg if type(arg) is str else shown(arg) for arg in args)
    return f"{type(error).__name__}: {text}"[:_LONGEST] if text else type(error).__name__


def shown(value: Any, depth: int = 2) -> str:  # noqa: ANN401 - a student's object
    """Return a short text of a plain value, and of anything else its type; runs no code of the student's."""
    kind = type(value)
    if kind in _PLAIN:
        text = repr(value)
        return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    if kind in _CONTAINERS and depth:
        everything = list(value.items() if kind is dict else value)
        if kind in (set, frozenset):  # its order is that of hashes, which differ from process to process
            everything.sort(key=lambda item: shown(item, depth - 1))
        some = everything[:8]
        items = [
            ": ".join(shown(part, depth - 1) for part in item) if kind is dict else shown(item, depth - 1)
            for item in some
        ]
        left, right = ("[", "]") if kind is list else ("(", ")") if kind is tuple else ("{", "}")
        return f"{left}{', '.join([*items, *['…'][: len(value) > len(some)]])}{right}"
    return f"<{kind.__name__}>"
