"""How boxes begin and end, and what is left of them: nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader import procfs, sandbox
from grader.sandbox import Box, Limits, Mount, SandboxError, cgroup, descendants, launch, probe, uids
from grader.sandbox.advice import advice

if TYPE_CHECKING:
    from tests.grader.sandbox.conftest import Boxes

    Ends = Callable[[Sequence[int]], Callable[[], bool]]

ROOT = Path(__file__).parents[3]

# A tree that hides as well as it can: sessions of their own, parents gone, signals ignored.
DAEMONS = """
    import os, signal
    for number in range(1, 32):
        if number not in (signal.SIGKILL, signal.SIGSTOP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_IGN)
    read, write = os.pipe()
    for _ in range(3):
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.write(write, b".")
                while True:
                    signal.pause()
            os._exit(0)
        os.wait()
        os.read(read, 1)
    print("ready", flush=True)
    while True:
        signal.pause()
"""


def _groups() -> list[Path]:
    return [group for tree in cgroup.found() for group in tree.folder.glob(f"racecourse-{os.getpid()}-*")]


def _open_files() -> set[tuple[str, str]]:
    """Return number and name of each open descriptor: what another test left may be closed meanwhile."""
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the one that read the folder
            found.add((entry.name, str(entry.readlink())))
    return found


def _children() -> set[int]:
    return set(descendants(os.getpid()))


def _until_it_says(boxes: Boxes, box: Box, word: str) -> None:
    while word not in boxes.out(0).read_text():
        assert box.poll() is None


@pytest.mark.parametrize(
    ("source", "code"),
    [("pass", 0), ("raise SystemExit(7)", 7), ("import os; os.abort()", 128 + signal.SIGABRT)],
)
def test_the_exit_code_comes_out(boxes: Boxes, source: str, code: int) -> None:
    assert boxes.run(source).code == code


def test_kill_ends_every_process_and_leaves_nothing(boxes: Boxes, ends: Ends) -> None:
    before, others = _open_files(), _children()
    box = boxes.start(DAEMONS)
    _until_it_says(boxes, box, "ready")
    inside = box.processes()
    all_ended = ends([box.pid, box.init, *inside])
    watching = len(inside) + 2
    assert len(inside) == 4
    assert box.poll() is None
    box.kill()
    box.kill()
    assert all_ended()
    assert (box.processes(), _children() - others, _groups()) == ([], set(), [])
    assert len(_open_files() - before) == watching


def test_when_the_command_ends_its_orphans_end_with_it(boxes: Boxes) -> None:
    others = _children()
    box = boxes.start(DAEMONS.replace("while True:\n        signal.pause()\n", "").rstrip().removesuffix("while True:"))
    assert box.wait(300) == 0
    box.kill()
    assert (_children() - others, _groups()) == (set(), [])


def test_the_with_block_ends_the_box(boxes: Boxes) -> None:
    with boxes.start(DAEMONS) as box:
        assert box.poll() is None
    assert box.poll() == 128 + signal.SIGKILL or box.poll() == -signal.SIGKILL


def test_wait_gives_up(boxes: Boxes) -> None:
    with boxes.start("import signal; signal.pause()") as box, pytest.raises(TimeoutError, match="still runs"):
        box.wait(0)


JUDGE = """
    import sys
    sys.path.insert(0, sys.argv[1])
    from grader.sandbox import box, descendants, launch, python_command
    if sys.argv[2] == "gate":
        await_ready = box._await_ready
        def stop(judge_end):
            await_ready(judge_end)
            print("up", flush=True)
            sys.stdin.read()
        box._await_ready = stop
    launched = launch([*python_command(), "-c", sys.argv[3]], stdout=1)
    sys.stdin.read()
"""


@pytest.mark.parametrize("moment", ["gate", "running"])
@pytest.mark.parametrize("victim", ["judge", "outermost"])
def test_sigkill_of_the_judge_leaves_no_survivor(boxes: Boxes, ends: Ends, moment: str, victim: str) -> None:
    source = "\n".join(line.removeprefix("    ") for line in DAEMONS.splitlines()).replace("ready", "up")
    program = "\n".join(line.removeprefix("    ") for line in JUDGE.splitlines())
    judge = subprocess.Popen(
        [sys.executable, "-I", "-c", program, str(ROOT), moment, source], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with judge:
        assert judge.stdout is not None
        assert judge.stdout.readline() == b"up\n"
        box = descendants(judge.pid)
        assert len(box) >= (3 if moment == "gate" else 6)
        all_ended = ends(box)
        os.kill(judge.pid if victim == "judge" else box[0], signal.SIGKILL)
        assert all_ended()
        judge.kill()


def test_a_launch_that_fails_runs_nothing_and_leaves_nothing(boxes: Boxes, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(judge_end: object) -> None:
        raise SandboxError("refused")

    before, others = _open_files(), _children()
    monkeypatch.setattr("grader.sandbox.box._await_ready", refuse)
    with pytest.raises(SandboxError, match="refused"):
        boxes.start("print('ran')")
    assert (boxes.out(0).read_text(), _children() - others, _groups()) == ("", set(), [])
    assert _open_files() <= before


def test_boxes_have_user_ids_of_their_own_and_give_them_back(boxes: Boxes, monkeypatch: pytest.MonkeyPatch) -> None:
    if not uids.must_drop():
        pytest.skip("only real root can give each box a user id of its own")
    number = os.getpid() % 150  # ids that no other process of these tests takes
    few = uids.UIDS[-3 * number - 3 : -3 * number or None]
    monkeypatch.setattr(uids, "UIDS", few)
    sleep = "import signal; signal.pause()"
    users = [Path(f"/proc/{boxes.start(sleep).init}").stat().st_uid for _ in few]
    assert users == list(few)
    with pytest.raises(SandboxError, match="grade fewer at once"):
        boxes.start(sleep)
    boxes.kill()
    uids.take().release()


@pytest.mark.usefixtures("needs_cgroup")
def test_processor_time_of_processes_that_ended_is_counted(boxes: Boxes) -> None:
    assert _burnt(boxes, waits=False) > 0.3


@pytest.mark.usefixtures("no_cgroup")
def test_without_a_cgroup_processor_time_of_what_was_waited_for_is_counted(boxes: Boxes) -> None:
    assert _burnt(boxes, waits=True) > 0.25


def _burnt(boxes: Boxes, *, waits: bool) -> float:
    box = boxes.start(f"""
        import os, signal, time
        if not {waits}:
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
        read, write = os.pipe()
        if os.fork() == 0:
            while time.process_time() < 0.3:
                pass
            os._exit(0)
        os.close(write)
        if {waits}:
            os.wait()
        os.read(read, 1)
        print("done", flush=True)
        signal.pause()
        """)
    _until_it_says(boxes, box, "done")
    seconds = box.cpu_seconds()
    assert seconds is not None
    return seconds


@pytest.mark.usefixtures("needs_cgroup")
def test_groups_of_dead_judges_are_swept(boxes: Boxes) -> None:
    stale = [tree.folder / "racecourse-1-0-0" for tree in cgroup.found()]  # process 1 started at another time
    living = cgroup.Group(Limits())
    for folder in stale:
        folder.mkdir(exist_ok=True)
    sandbox.sweep()
    assert [folder for folder in stale if folder.exists()] == []
    assert len(_groups()) > 0
    assert living.remove()


def test_version_2_is_used_where_its_controllers_are_handed_on(tmp_path: Path) -> None:
    session = tmp_path / "user" / "session"
    session.mkdir(parents=True)
    for folder, handed in (tmp_path / "user", "cpu memory pids"), (session, ""):
        (folder / "cgroup.procs").touch()
        (folder / "cgroup.type").touch()
        (folder / "cgroup.subtree_control").write_text(handed)
    (tree,) = cgroup._version_2(f"cgroup2 {tmp_path} cgroup2 rw 0 0", "0::/user/session\n")
    assert (tree.version, tree.folder) == (2, tmp_path / "user")
    group = cgroup.Group(Limits(memory=1 << 20, processes=7), (tree,))
    (folder,) = (tmp_path / "user").glob("racecourse-*")
    (folder / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 1\n")
    (folder / "memory.events").write_text("oom 3\noom_kill 2\n")
    group.add(42)
    read = {name: (folder / name).read_text() for name in ("memory.max", "memory.swap.max", "pids.max", "cgroup.procs")}
    assert read == {"memory.max": "1048576", "memory.swap.max": "0", "pids.max": "7", "cgroup.procs": "42"}
    assert (group.cpu_seconds(), group.memory_kills(), group.processes()) == (2.5, 2, [42])


def test_where_nothing_can_be_written_there_is_no_group(tmp_path: Path) -> None:
    group = cgroup.Group(Limits(), ())
    found = (group.controls, group.processes(), group.cpu_seconds(), group.memory_kills(), group.remove())
    assert found == (frozenset(), None, None, None, True)


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("kit", "no absolute path"),
        ("/a/../b", "no absolute path"),
        ("/", "no absolute path"),
        ("/tmp/x", "own files"),
        (str(Path(os.__file__).parents[1]), "own files"),
    ],
)
def test_a_mount_in_a_wrong_place_is_refused(boxes: Boxes, tmp_path: Path, target: str, sentence: str) -> None:
    with pytest.raises(SandboxError, match=sentence):
        launch(["/bin/true"], mounts=[Mount(tmp_path, target)])


def test_a_mount_that_cant_be_read_is_refused(boxes: Boxes, tmp_path: Path) -> None:
    with pytest.raises(SandboxError, match="No such file"):
        launch(["/bin/true"], mounts=[Mount(tmp_path / "none", "/kit")])
    with pytest.raises(SandboxError, match="neither a file nor a folder"):
        launch(["/bin/true"], mounts=[Mount(Path("/dev/null"), "/kit")])
    if uids.must_drop():
        tmp_path.chmod(0o700)
        with pytest.raises(SandboxError, match=r"chmod -R o\+rX"):
            launch(["/bin/true"], mounts=[Mount(tmp_path, "/kit")])


@pytest.mark.parametrize("name", ["plain", "with space", "back\\slash", "#hash", "名字", "new\nline"])
def test_a_folder_within_a_closed_one_can_be_mounted_whatever_its_name(boxes: Boxes, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir(mode=0o755)
    (folder / "file").write_text("seen")
    tmp_path.chmod(0o700)
    assert boxes.says("print(open('/work/file').read())", mounts=[Mount(folder, "/work")]) == "seen"


def test_standard_descriptors_cant_be_passed(boxes: Boxes) -> None:
    with pytest.raises(SandboxError, match="can't be passed"):
        launch(["/bin/true"], pass_fds=[1])


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("bwrap: setting up uid map: Permission denied", "AppArmor"),
        ("bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted", "AppArmor"),
        ("bwrap: Unknown option --disable-userns", "older than 0.8"),
        ("bwrap: Can't mount proc on /newroot/proc: Operation not permitted", "systempaths=unconfined"),
        ("bwrap: something\nnew", "bubblewrap says: bwrap: something new"),
    ],
)
def test_what_bubblewrap_says_becomes_advice(said: str, sentence: str) -> None:
    found = advice(said)
    assert sentence in found
    assert "\n" not in found


def test_the_probe_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(probe.__wrapped__.__globals__, "tool", lambda name: None)
    monkeypatch.setattr(sys, "platform", "linux")
    found = probe.__wrapped__()
    assert not found.available
    assert [sentence.count("apt-get install") for sentence in found.missing] == [1, 1]


def test_elsewhere_than_on_linux_the_probe_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "needs Linux" in probe.__wrapped__().missing[0]
    with pytest.raises(SandboxError, match="needs Linux"):
        launch(["/bin/true"])


def test_the_probe_passes_bubblewraps_refusal_on(monkeypatch: pytest.MonkeyPatch, boxes: Boxes) -> None:
    monkeypatch.setattr("grader.sandbox.rlimits.commands", lambda *_, **__: "echo new namespace refused >&2; false")
    found = probe.__wrapped__()
    assert (found.available, "AppArmor" in found.missing[0]) == (False, True)


def _other_pythons() -> list[str]:
    """Return other interpreters of this machine that the grader supports."""
    siblings = Path(sys.base_prefix).parent.glob("*/bin/python3.1[123]")
    system = [
        path for path in ("/usr/bin/python3.11", "/usr/bin/python3.12", "/usr/bin/python3.13") if shutil.which(path)
    ]
    return [*system, *(str(path) for path in siblings if not path.is_relative_to(sys.base_prefix))]


def _try_alone(tmp_path: Path, command: Sequence[str]) -> str:
    """Run the package by itself under another Python, and return what its probe says."""
    shutil.copytree(Path(sandbox.__file__).parent, tmp_path / "grader" / "sandbox")
    shutil.copy(procfs.__file__, tmp_path / "grader")
    for folder in (tmp_path, *tmp_path.rglob("*/")):
        folder.chmod(0o755)
    source = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from grader.sandbox import probe; print(probe())"
    return subprocess.run([*command, "-I", "-B", "-c", source], capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("python", _other_pythons())
def test_other_pythons_run_in_boxes(boxes: Boxes, tmp_path: Path, python: str) -> None:
    assert "available=True" in _try_alone(tmp_path, [python])


@pytest.mark.parametrize("python", [path for path in _other_pythons() if path.startswith("/usr/")][:1])
def test_an_ordinary_user_can_make_boxes(boxes: Boxes, python: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("the other tests ran as an ordinary user already")
    import tempfile

    with tempfile.TemporaryDirectory() as folder:  # tmp_path lies in a folder that is closed to others
        Path(folder).chmod(0o755)
        command = ["setpriv", "--reuid=60700", "--regid=60700", "--clear-groups", "--", python]
        assert "available=True" in _try_alone(Path(folder), command)
