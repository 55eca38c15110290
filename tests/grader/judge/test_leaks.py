"""What outlives a call is found, named, and never invented."""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import procfs
from grader.facts import CheckFailed
from grader.judge.host import KIT, can_fork, remove_tree
from grader.judge.student import Student

Make = Callable[[str], Student]
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="read from /proc")

PROGRAM = """
import multiprocessing.connection, os, socket, threading, time
from multiprocessing import shared_memory
kept = []
forever = threading.Event()

def thread(): kept.append(threading.Thread(target=forever.wait, daemon=True)); kept[-1].start()
def process(): kept.append(multiprocessing.Process(target=time.sleep, args=(1000,), daemon=True)); kept[-1].start()
def zombie():
    kept.append(multiprocessing.Process(target=int)); kept[-1].start()
    kept[-1].sentinel and multiprocessing.connection.wait([kept[-1].sentinel])
def orphan():
    if os.fork() == 0:
        if os.fork() == 0: os.setsid(); time.sleep(1000)
        os._exit(0)
    os.wait()
def a_socket(): kept.append(socket.socket())
def a_port(): kept.append(socket.create_server(("127.0.0.1", 0)))
def a_pipe(): kept.append(os.pipe())
def a_file(): kept.append(open(os.devnull))
def memory(): kept.append(shared_memory.SharedMemory(create=True, size=10, name=f"left-{os.getpid()}"))

def forkserver():
    kept.append(multiprocessing.get_context("forkserver").Process(target=time.sleep, args=(1000,), daemon=True))
    kept[-1].start()
def pool_in_a_cycle():
    class Node: pass
    node = Node(); node.me = node; node.pool = multiprocessing.Pool(1)

def nothing(): pass
def tidy():
    with multiprocessing.Pool(2) as pool: pool.map(int, [1, 2]); pool.close(); pool.join()
    worker = threading.Thread(target=int); worker.start(); worker.join()
    with socket.socket(): pass
    queue = multiprocessing.Queue(); queue.put(1); queue.get(); queue.close(); queue.join_thread()
def tidy_spawn():
    with multiprocessing.get_context("spawn").Pool(1) as pool: pool.map(int, [1]); pool.close(); pool.join()
def tidy_forkserver():
    with multiprocessing.get_context("forkserver").Pool(1) as pool: pool.map(int, [1]); pool.close(); pool.join()
def arena(): multiprocessing.Value("q"); multiprocessing.Array("b", 100)
def straggler(): threading.Thread(target=sum, args=(range(10**6),)).start()
def cycle():
    class Node: pass
    node = Node(); node.me = node; node.socket = socket.socket()
"""


@pytest.mark.parametrize(
    ("function", "found"),
    [
        ("thread", "1 running thread"),
        ("process", "1 running process"),
        ("forkserver", "1 running process"),
        ("pool_in_a_cycle", "1 running process"),
        ("zombie", "1 zombie process"),
        ("orphan", "1 running process"),
        ("a_socket", "open descriptors (1 socket)"),
        ("a_port", "listening port"),
        ("a_pipe", "open descriptors (2 pipe)"),
        ("a_file", "open descriptors (1 file)"),
        ("memory", "shared memory (left-"),
    ],
)
def test_what_is_left_is_named(make: Make, place: str, function: str, found: str) -> None:
    if (place, function) == ("cold", "orphan"):
        pytest.skip("an orphan of a cold guest has another parent: graded guests are warm")
    if function == "memory" and place != "box":
        pytest.skip("without a box, shared memory is the whole machine's")
    student = make(PROGRAM)
    getattr(student.program, function)()
    with pytest.raises(CheckFailed, match=f"still there: .*{re.escape(found)}"):
        student.must_leave_nothing()


@pytest.mark.parametrize(
    "function", ["nothing", "tidy", "tidy_spawn", "tidy_forkserver", "straggler", "cycle", "arena"]
)
def test_what_ends_by_itself_is_not_left(make: Make, function: str) -> None:
    student = make(PROGRAM)
    getattr(student.program, function)()
    assert str(student.left_behind()) == ""


def test_nothing_of_a_check_reaches_the_next(make: Make, place: str) -> None:
    if place == "cold":
        pytest.skip("orphans and shared memory outlive a cold guest: graded guests are warm")
    student = make(PROGRAM)
    for function in ("thread", "process", "orphan", "a_port"):
        getattr(student.program, function)()
    student.again()
    assert student._host.processes() == [student._guest.pid]


def test_a_folder_is_removed_however_deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    top = here = tmp_path / "top"
    top.mkdir()
    (top / "file").write_text("x")
    monkeypatch.chdir(top)  # which goes back at the end
    for _ in range(1500):
        Path("d").mkdir()
        os.chdir("d")
    os.chdir(tmp_path)
    remove_tree(str(here))
    assert not top.exists()


JUDGE = """
import sys
from pathlib import Path
from grader.judge.host import Place
from grader.judge.student import Student
from grader.judge.warm import WarmHost
student = Student(WarmHost(Place(Path(sys.argv[1]), (Path(sys.argv[2]),)), boxed=False), ["program"])
student.load()
for function in ("process", "orphan"):
    getattr(student.program, function)()
print("up", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not can_fork(), reason="a guest that is no fork has nobody to clear up after it")
def test_a_judge_that_is_killed_leaves_nothing_on_a_students_machine(tmp_path: Path) -> None:
    temporary, ours = tmp_path / "temporary", tmp_path / "workloads.py"
    temporary.mkdir()
    ours.touch()
    (tmp_path / "answer").mkdir()
    (tmp_path / "answer" / "program.py").write_text(PROGRAM)
    command = [sys.executable, "-c", JUDGE, str(tmp_path / "answer"), str(ours)]
    environment = os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": str(KIT)}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as judge:
        assert judge.stdout is not None
        assert judge.stdout.readline() == b"up\n"
        watched = [os.pidfd_open(pid) for pid in procfs.descendants(judge.pid)]
        assert len(watched) >= 4
        assert len(list(temporary.iterdir())) >= 2
        judge.kill()
    for descriptor in watched:
        assert select.select([descriptor], [], [], 300)[0]
        os.close(descriptor)
    assert list(temporary.iterdir()) == []
