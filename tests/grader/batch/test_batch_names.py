"""Which names a submission may have."""

from __future__ import annotations

import pytest

from grader.batch.names import fold, is_absolute, is_junk, refusal, shown, split

MODULES = frozenset({"queues.py"})


@pytest.mark.parametrize(
    "path", ["queues.py", "helpers.py", "package/queue.py", "数据.txt", "a b(1).txt", "__init__.py"]
)
def test_plain_names_are_taken(path: str) -> None:
    assert refusal(split(path), MODULES) == ""


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("../x.py", "climbs out"),
        ("a/../../x.py", "climbs out"),
        ("..\\..\\x.py", "climbs out"),
        ("a\nb.py", "not allowed"),
        ("a:stream.py", "not allowed"),
        ("x.py.", "not allowed"),
        ("\u202egpj.py", "not allowed"),
        ("a" * 201 + ".py", "not allowed"),
        ("/".join("abcdefghijk") + "/x.py", "folders deep"),
        ("conftest.py", "configure"),
        ("deep/ConfTest.py", "configure"),
        ("pytest.ini", "configure"),
        ("sitecustomize.py", "configure"),
        ("evil.pth", "configure"),
        ("queues.pyc", "not source"),
        ("_queue.cpython-311-x86_64-linux-gnu.so", "not source"),
        ("threading.py", "hide the module threading"),
        ("Threading.PY", "hide the module threading"),
        ("json/__init__.py", "hide the module json"),
        ("grader/check.py", "hide the module grader"),
        ("ｔhreading.py", "hide the module threading"),  # full width: Python normalises names it imports
    ],
)
def test_dangerous_names_are_left_out(path: str, reason: str) -> None:
    assert reason in refusal(split(path), MODULES)


def test_a_module_of_the_assignment_may_be_named_like_a_standard_one() -> None:
    assert refusal(("queue.py",), frozenset({"queue.py"})) == ""


@pytest.mark.parametrize("path", ["/etc/passwd", "\\etc\\passwd", "C:\\x.py", "c:x.py"])
def test_absolute_paths_of_any_system_are_known(path: str) -> None:
    assert is_absolute(path)


@pytest.mark.parametrize(
    "path", ["__MACOSX/._queues.py", ".DS_Store", "a/__pycache__/x.pyc", "._queues.py", ".git/config"]
)
def test_what_tools_leave_is_junk(path: str) -> None:
    assert is_junk(split(path))


def test_names_that_some_system_holds_for_one_fold_alike() -> None:
    assert fold(("Queues.py",)) == fold(("queues.PY",)) == fold(("ｑueues.py",))


def test_names_are_shown_printable() -> None:
    assert shown("Zoe\u0308") == "Zoë"
    assert shown("a\x1b[31m\n\udcff") == "a\\x1b[31m\\n\\udcff"
