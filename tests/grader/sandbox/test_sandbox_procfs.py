"""What /proc says about processes that run, wait and vanish."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from grader import procfs
from grader.procfs import descendants, sample

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has this /proc")

FAMILY = """
import os, sys, threading
if os.fork() == 0:
    os.fork()
    print(os.getpid(), flush=True)
    sys.stdin.read()
    os._exit(0)
print(os.getpid(), flush=True)
sys.stdin.read()
os.wait()
"""


@pytest.fixture
def family() -> Iterator[subprocess.Popen[bytes]]:
    """A process with a child and a grandchild, all waiting for input."""
    process = subprocess.Popen([sys.executable, "-c", FAMILY], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        for _ in range(3):
            process.stdout.readline()
        yield process
        process.communicate()


def test_descendants_are_found_parents_first(family: subprocess.Popen[bytes]) -> None:
    child, grandchild = descendants(family.pid)
    assert descendants(child) == [grandchild]
    ours = {family.pid, child, grandchild}  # and maybe what another test has left to end
    assert [pid for pid in descendants(os.getpid()) if pid in ours] == [family.pid, child, grandchild]


def test_descendants_are_found_without_the_kernels_list(
    family: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = descendants(family.pid)
    monkeypatch.setattr(procfs, "_HAS_CHILDREN", False)
    assert descendants(family.pid) == expected


def test_processes_that_wait_are_quiet(family: subprocess.Popen[bytes]) -> None:
    pids = [family.pid, *descendants(family.pid)]
    before = sample(pids)
    while (now := sample(pids)) != before or now.runnable:  # until they reached their read
        before = now
    assert (now.runnable, now.threads) == (0, 3)
    assert now.cpu_ns > 0
    assert set().union(*(procfs.states(pid).values() for pid in pids)) == {"S"}


def test_one_that_spins_is_not_quiet() -> None:
    spin = "print(flush=True)\nwhile True: pass"
    with subprocess.Popen([sys.executable, "-c", spin], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        before = sample([process.pid])
        while (now := sample([process.pid])).cpu_ns < before.cpu_ns + 50_000_000:
            assert now.runnable == 1
        assert now.busy_ns > before.busy_ns
        process.kill()


def test_time_of_ended_threads_and_reaped_children_is_kept() -> None:
    import threading

    def burn() -> None:
        end = time.thread_time() + 0.05
        while time.thread_time() < end:
            pass

    before = procfs.cpu_ns(os.getpid())
    thread = threading.Thread(target=burn)
    thread.start()
    thread.join()
    assert procfs.cpu_ns(os.getpid()) - before >= 50_000_000
    reaped = procfs.reaped_cpu_ns(os.getpid())
    subprocess.run([sys.executable, "-c", "import time\nwhile time.process_time() < 0.1: pass"], check=True)
    assert procfs.reaped_cpu_ns(os.getpid()) - reaped >= 50_000_000


def test_processes_that_are_gone_add_nothing() -> None:
    process = subprocess.Popen(["/bin/true"])
    process.wait()
    assert descendants(process.pid) == []
    assert sample([process.pid]) == procfs.Sample(0, 0, 0, 0, 0)
    assert (procfs.states(process.pid), procfs.cpu_ns(process.pid), procfs.reaped_cpu_ns(process.pid)) == ({}, 0, 0)
