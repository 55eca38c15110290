"""What is wrong with a topic before anything is graded: sentences that name the file and say what to do.

Each rule stands alone, so that an author sees all at once; a rule leaves to another what that one says better, such as
a file that isn't there.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from grader.check import KINDS, Check
from grader.course.answers import caught_by, folders, says_style
from grader.course.checks import checks, points
from grader.course.mutants import EQUIVALENT, marked, of_reference
from grader.course.topic import Topic

NAME: Final = re.compile(r"[0-9]{2}_[a-z][a-z0-9_]*")
WHOLE: Final = 100
RIGHT, WRONG = 3, 10
_HANDOUTS: Final = ("README.md", "README.zh.md")
_FEWEST, _MOST = 8, 14
_PUBLIC: Final = (20, 50)
_CACHES: Final = frozenset({"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"})
_ROW: Final = re.compile(r"^\| *(\w+)[^|]*\| *(\d*) *\| *(\d*) *\|", re.MULTILINE)

Complaints = Iterator[str]


def lint(topic: Topic, others: Iterable[Topic] = ()) -> list[str]:
    """Return what is wrong with the files of a topic, in a course with these `others`; [] when all is well."""
    files: Complaints = (said for rule in _RULES for said in rule(topic))
    return [*files, *_checks(topic), *_shared_names(topic, others)]


def _at(path: Path, topic: Topic) -> str:
    return path.relative_to(topic.root).as_posix()


def _parts(topic: Topic) -> Complaints:
    """Look for what a topic has to have, and how it is called."""
    if not NAME.fullmatch(topic.name):
        yield f"{_at(topic.folder, topic)}: call it by two digits and words in small letters, such as 20_sockets."
    wanted = [topic.folder / name for name in (*_HANDOUTS, *topic.modules, *topic.support)]
    wanted += [topic.public_test, *(topic.solutions / "reference" / name for name in topic.modules)]
    wanted += [
        folder / name for sort in ("right", "wrong") for folder in folders(topic, sort) for name in topic.modules
    ]
    for path in wanted:
        if not path.is_file():
            yield f"{_at(path, topic)} is missing: write it."
        elif not _is_utf8(path):
            yield f"{_at(path, topic)} is not UTF-8: save it as UTF-8."
    if len(topic.tests) == 1:
        yield f"{_at(topic.hidden_tests, topic)} has no test_*.py: write the hidden checks."


def _strays(topic: Topic) -> Complaints:
    """Look for what a topic should not have."""
    ours = {*_HANDOUTS, "assignment.toml", *topic.modules, *topic.support, topic.public_test.name}
    expected = {topic.folder / name for name in ours} | {topic.solutions / EQUIVALENT}
    for folder in [topic.solutions / "reference", *folders(topic, "right"), *folders(topic, "wrong")]:
        expected |= {folder / name for name in topic.modules}
    for root in (topic.folder, topic.hidden_tests, topic.solutions):
        for path in sorted(root.rglob("*")):
            is_helper = root == topic.hidden_tests and path.suffix == ".py"
            if path.is_dir() or path in expected or is_helper or _CACHES & set(path.parts):
                continue
            yield f"{_at(path, topic)} belongs to no part of the topic: remove it, or name it in assignment.toml."


def _stub(topic: Topic) -> Complaints:
    """Look whether all of the stub is to do."""
    for name in topic.modules:
        path = topic.folder / name
        text = _text(path)
        try:
            functions = list(_functions(ast.parse(text)))
        except SyntaxError as error:
            yield f"{_at(path, topic)} is no Python ({error.msg}, line {error.lineno}): mend it."
            continue
        if text and not functions:
            yield f"{_at(path, topic)} has no function: students need the names that they are to write."
        for called, function in functions:
            body = ast.get_source_segment(text, function) or ""
            if "NotImplementedError" not in {getattr(node, "id", "") for node in ast.walk(function)}:
                yield (
                    f"{_at(path, topic)}: {called} is not left to do: raise NotImplementedError in it, or move what is "
                    "given to a support file."
                )
            elif "TODO" not in body:
                yield f"{_at(path, topic)}: {called} has no TODO: say in one what is to be done."


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            methods = (each for each in node.body if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))
            yield from ((f"{node.name}.{each.name}", each) for each in methods)


def _handouts(topic: Topic) -> Complaints:
    """Look whether both languages say all names, and the same ones."""
    stubs = "\n".join(_text(topic.folder / name) for name in topic.modules)
    outer = re.findall(r"^(?:async )?(?:def|class) ([A-Za-z]\w+)", stubs, re.MULTILINE)
    inner = re.findall(r"^ +(?:async )?def ([A-Za-z]\w+)", stubs, re.MULTILINE)
    texts = {name: _text(topic.folder / name) for name in _HANDOUTS}
    for name, text in texts.items():
        if not text:
            continue
        place = _at(topic.folder / name, topic)
        if missing := [each for each in dict.fromkeys(outer) if not _says(text, each)]:
            yield f"{place} does not name {', '.join(missing)}: say what each promises."
        others = [other for other in texts.values() if other and other is not text]
        if missing := [
            each for each in dict.fromkeys(inner) if not _says(text, each) and any(_says(o, each) for o in others)
        ]:
            yield f"{place} does not name {', '.join(missing)}, which the other language does: say the same in both."
        if f"pytest assignments/{topic.name}" not in text:
            yield f"{place} does not say how to run the checks: write `pytest assignments/{topic.name}`."


def _says(text: str, name: str) -> bool:
    """Whether a text has a name as a word; Chinese signs may stand right beside it."""
    return re.search(rf"(?<![A-Za-z0-9_]){name}(?![A-Za-z0-9_])", text) is not None


def _answers(topic: Topic) -> Complaints:
    """Look whether there are answers enough, and whether each says what it is."""
    for sort, least in (("right", RIGHT), ("wrong", WRONG)):
        found = folders(topic, sort)
        if len(found) < least:
            yield f"{_at(topic.solutions / sort, topic)} has {len(found)} answers: write {least} at least."
    for folder in folders(topic, "right"):
        if not says_style(folder, topic):
            yield f"{_at(folder / topic.modules[0], topic)} does not begin with `# style: <one sentence>`."
    for folder in folders(topic, "wrong"):
        if not caught_by(folder, topic):
            said = "`# fault: <one sentence> | caught by: <kinds>`"
            yield f"{_at(folder / topic.modules[0], topic)} does not begin with {said}, of {', '.join(KINDS)}."


def _equivalents(topic: Topic) -> Complaints:
    """Look whether the mutants that are marked as equivalent are there, and whether it says why."""
    place = _at(topic.solutions / EQUIVALENT, topic)
    try:
        reasons = marked(topic)
    except ValueError as error:
        yield f'{place} is not a list of `"id" = "reason"`: {error}.'
        return
    try:
        known = {mutant.id for mutant in of_reference(topic)}
    except SyntaxError as error:
        yield f"{_at(topic.solutions / 'reference', topic)} is no Python ({error.msg}, line {error.lineno}): mend it."
        return
    except (OSError, UnicodeDecodeError):
        return  # said already
    for mutant, reason in reasons.items():
        if mutant not in known:
            yield f"{place}: {mutant} is no mutant of the reference any more: remove it."
        elif not reason.strip():
            yield f"{place}: {mutant} has no reason: say why nobody can tell it from the reference."


def _checks(topic: Topic) -> Complaints:
    """Look whether points add up, and whether students know what there is to gain and where to look."""
    public: dict[str, Check] = {}
    hidden: dict[str, Check] = {}
    for file in topic.tests:
        try:
            (public if file == topic.public_test else hidden).update(checks(file))
        except FileNotFoundError:
            return
        except Exception as error:  # whatever a check file does when it is loaded, its author is told
            yield f"{_at(file, topic)} cannot be loaded: {type(error).__name__}: {error}."
            return
    both = [*public.values(), *hidden.values()]
    place, data = f"assignments/{topic.name}", f"assignments/{topic.name}/assignment.toml"
    if (total := sum(each.points for each in both)) != WHOLE:
        yield f"{place}: the points of all checks add up to {total}: make them {WHOLE}."
    if (kinds := points(hidden.values())) != topic.hidden:
        yield f"{data} does not have the points of the hidden checks: under [hidden] write {_told(kinds)}."
    if not _FEWEST <= len(both) <= _MOST:
        yield f"{place} has {len(both)} checks: make them {_FEWEST} to {_MOST}."
    share = sum(each.points for each in public.values())
    if not _PUBLIC[0] <= share <= _PUBLIC[1]:
        yield f"{place}: the public checks have {share} points: make them {_PUBLIC[0]} to {_PUBLIC[1]}."
    for name in [name for name, each in (public | hidden).items() if not each.hints]:
        yield f"{place}: {name} has no hint: ask a question that leads there."
    yield from _tables(topic, points(public.values()))


def _tables(topic: Topic, public: dict[str, int]) -> Complaints:
    """Look whether both languages say the points of each kind."""
    kinds = [kind for kind in KINDS if kind in public or kind in topic.hidden]
    hidden = {str(kind): each for kind, each in topic.hidden.items()}
    wanted = {kind: (public.get(kind, 0), hidden.get(kind, 0)) for kind in kinds}
    for name in _HANDOUTS:
        path = topic.folder / name
        rows = _ROW.findall(_text(path))
        told = {kind: (int(first or 0), int(second or 0)) for kind, first, second in rows if kind in KINDS}
        for kind in [kind for kind in KINDS if path.is_file() and told.get(kind) != wanted.get(kind)]:
            should = f"write | {kind} | {wanted[kind][0]} | {wanted[kind][1]} |" if kind in wanted else "remove the row"
            yield f"{_at(path, topic)}: the points of {kind} are not those of its checks: {should}."


def _told(kinds: dict[str, int]) -> str:
    return ", ".join(f"{kind} = {kinds[kind]}" for kind in KINDS if kind in kinds) or "nothing"


def _shared_names(topic: Topic, others: Iterable[Topic]) -> Complaints:
    """Look for names that mean something else already."""
    for name in topic.modules:
        if name.removesuffix(".py") in sys.stdlib_module_names:
            yield f"{_at(topic.folder / name, topic)} is called like a module of the standard library: rename it."
    taken = {file.name: other.name for other in others if other.name != topic.name for file in other.tests}
    for file in topic.tests:
        if file.name in taken:
            yield f"{_at(file, topic)} is called like a file of {taken[file.name]}: pytest takes one of each name."


def _text(path: Path) -> str:
    """Return what a file says; nothing where there is none, and signs in place of what is no text: others say that."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _is_utf8(path: Path) -> bool:
    try:
        path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    return True


_RULES: Final[tuple[Callable[[Topic], Complaints], ...]] = (_parts, _strays, _stub, _handouts, _answers, _equivalents)
