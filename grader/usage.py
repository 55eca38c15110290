"""Wrong use of the command: what has to be there before it begins, and the sentence where it isn't."""

from __future__ import annotations

from pathlib import Path
from typing import Final


class WrongUse(Exception):
    """What was asked can't be done; the message is one sentence that says what to do."""


def need_extra(what: str, *names: str) -> None:
    """Look whether these modules are installed, which `what` needs."""
    from importlib.util import find_spec

    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise WrongUse(f"{what} needs {' and '.join(missing)}: run `pip install 'racecourse[ta]'`.")


def need_folder(path: Path) -> None:
    """Look whether submissions can be there."""
    if not path.exists():
        raise WrongUse(f"no such path: {path}; give the folder that holds a folder or a zip for each student.")
    if not path.is_dir():
        raise WrongUse(f"{path} is not a folder; give the folder that holds a folder or a zip for each student.")


_OURS: Final = {"index.html", "grades.csv", "results.json", "students"}


def need_out(path: Path, out: Path) -> None:
    """Keep grades and pages away from files of anybody else's: pages that are out of date are removed there."""
    whole, into = path.resolve(), out.resolve()
    if whole.is_relative_to(into):
        raise WrongUse(f"--out {out} holds the submissions: choose another folder for the results.")
    if into.is_relative_to(whole) and into.parent != whole:
        raise WrongUse(f"--out {out} lies in a student's folder: choose another folder for the results.")
    try:
        names = {entry.name for entry in out.iterdir()} if out.is_dir() else set()
    except OSError as error:
        raise cannot_write(out, error) from error
    if not names or ".lock" in names:
        return
    if into.is_relative_to(whole):
        raise WrongUse(f"--out {out} is a student's folder: choose another folder for the results.")
    if foreign := sorted(_OURS & names):
        raise WrongUse(f"--out {out} has a {foreign[0]} that is not the grader's: choose a new or an empty folder.")


def cannot_write(out: Path, error: OSError) -> WrongUse:
    """Return what is said when results can't be written."""
    kept = "what is graded is kept, and the same command goes on from there once it can be written"
    return WrongUse(f"cannot write to {out} ({error.strerror}): {kept}.")


def need_sandbox() -> None:
    """Look whether there is a sandbox."""
    from grader.sandbox import probe

    found = probe()
    if not found.available:
        why = "; ".join(sentence.rstrip(".") for sentence in found.missing)
        raise WrongUse(f"no sandbox for untrusted code: {why} (or trust the code and give --unsafe).")
