"""What a program in a box can't do."""

from __future__ import annotations

import errno
import json
import os
import platform
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from grader.sandbox import Limits, Mount, seccomp

if TYPE_CHECKING:
    from tests.grader.sandbox.conftest import Boxes

SYSCALL = """
    import ctypes, os
    libc = ctypes.CDLL(None, use_errno=True)
    def call(number, *arguments):
        ctypes.set_errno(0)
        libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments))
        return ctypes.get_errno()
"""


def test_only_what_python_needs_is_there(boxes: Boxes) -> None:
    out = boxes.says("import os; print(sorted(os.listdir('/')), sorted(os.listdir('/etc')), os.listdir('/tmp'))")
    top, etc, tmp = (part.strip("[ ") for part in out.split("]")[:3])
    allowed = {"bin", "dev", "etc", "kit", "lib", "lib32", "lib64", "libx32", "proc", "tmp", "usr"}
    assert set(top.replace("'", "").split(", ")) <= allowed | {Path(sys.base_prefix).parts[1]}
    files = {"group", "host.conf", "hosts", "ld.so.cache", "nsswitch.conf", "passwd"}
    assert set(etc.replace("'", "").split(", ")) <= files
    assert tmp == ""


def test_files_of_the_host_are_not_there(boxes: Boxes, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("42")
    paths = [secret, tmp_path, Path(__file__), Path("/etc/shadow"), Path("/var"), Path("/sys"), Path("/home")]
    ran = boxes.run(
        "import os, sys; print([path for path in sys.argv[1:] if os.path.exists(path)])",
        arguments=[str(path) for path in paths],
    )
    assert ran.out.strip() == "[]"


def test_packages_of_others_are_not_there(boxes: Boxes) -> None:
    assert (
        boxes.says("""
            import os, site, sys
            found = []
            for folder in {*site.getsitepackages(), "/usr/lib/python3/dist-packages"}:
                found += os.listdir(folder) if os.path.isdir(folder) else []
            print(found)
            """)
        == "[]"
    )


def test_nothing_outside_tmp_can_be_written(boxes: Boxes) -> None:
    assert (
        boxes.says("""
            import os, sys
            library = os.path.dirname(os.__file__)
            folders = ["/", "/dev", "/etc", "/kit", "/proc", "/usr/bin", "/usr/lib"]
            folders += [sys.prefix, library, library + "/site-packages"]
            written = []
            for folder in folders:
                try:
                    open(folder + "/new", "w").close()
                    written.append(folder)
                except OSError:
                    pass
            print(written)
            """)
        == "[]"
    )


def test_proc_sys_cant_be_written(boxes: Boxes) -> None:
    opened = boxes.says("""
        import os
        opened, seen = [], 0
        for folder, _, names in os.walk("/proc/sys"):
            for name in names:
                seen += 1
                try:
                    os.close(os.open(f"{folder}/{name}", os.O_WRONLY))
                    opened.append(f"{folder}/{name}")
                except OSError:
                    pass
        print(seen > 100, opened)
        """)
    assert opened == "True []"


def test_a_mount_is_read_only_and_its_links_lead_nowhere(boxes: Boxes, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("42")
    folder = tmp_path / "submission"
    folder.mkdir()
    folder.chmod(0o755)
    (folder / "link").symlink_to(tmp_path / "secret")
    (folder / "file").write_text("mine")
    out = boxes.says(
        """
        import errno, os
        def fails(action, *arguments):
            try:
                action(*arguments)
            except OSError as error:
                return errno.errorcode[error.errno]
        print(open("/submission/file").read(), fails(open, "/submission/link"), fails(open, "/submission/file", "w"),
              fails(os.remove, "/submission/file"), fails(os.mkdir, "/submission/new"))
        """,
        mounts=[Mount(folder, "/submission")],
    )
    assert out == "mine ENOENT EROFS EROFS EROFS"


def test_no_capability_and_no_way_to_gain_one(boxes: Boxes) -> None:
    out = boxes.says("""
        import os, re
        status = open("/proc/self/status").read()
        names = "CapEff", "CapPrm", "CapBnd", "NoNewPrivs", "Seccomp"
        print(*(re.search(name + r":\\s+(\\w+)", status)[1] for name in names))
        try:
            os.setuid(0)
        except OSError:  # no such user here
            print("stays", os.getuid())
        """)
    none = "0" * 16
    assert out == f"{none} {none} {none} 1 2\nstays 1000"


def test_a_setuid_program_gives_nothing(boxes: Boxes) -> None:
    out = boxes.says("""
        import os, shutil, subprocess
        shutil.copy("/usr/bin/id", "/tmp/id")
        os.chmod("/tmp/id", 0o6755)
        print(subprocess.run(["/tmp/id", "-u"], capture_output=True, text=True).stdout.strip())
        print([line.split()[1] for line in open("/proc/self/mounts") if "nosuid" not in line])
        """)
    assert out == "1000\n[]"


def test_every_denied_system_call_is_refused(boxes: Boxes) -> None:
    column, _ = seccomp._MACHINES[platform.machine()]
    numbers = {name: pair[column] for name, pair in seccomp._DENIED.items() if pair[column] is not None}
    answers = boxes.says(SYSCALL + f"\n    print([name for name, number in {numbers}.items() if call(number) != 1])")
    assert answers == "[]"


def test_calls_are_refused_by_their_arguments(boxes: Boxes) -> None:
    column, _ = seccomp._MACHINES[platform.machine()]
    out = boxes.says(
        SYSCALL
        + f"""
    import socket
    new_user, stack = 0x10000000, 0
    print(call({seccomp._CLONE[column]}, new_user | 17, stack), call({seccomp._CLONE3[column]}, 0, 0), call(463))
    print(call({seccomp._IOCTL[column]}, 0, 0x5412, 0), call({seccomp._PERSONALITY[column]}, 0x0040000))
    print(call({seccomp._PERSONALITY[column]}, 0xffffffff))
    def family(*arguments):
        try:
            socket.socket(*arguments).close()
        except OSError as error:
            return error.errno
    print(family(socket.AF_NETLINK, socket.SOCK_RAW), family(socket.AF_PACKET, socket.SOCK_RAW),
          family(socket.AF_INET, socket.SOCK_STREAM, 132), family(socket.AF_INET, socket.SOCK_RAW, 6))
    """
    )
    no_family, no_protocol = errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT
    lines = [f"1 {errno.ENOSYS} {errno.ENOSYS}", "1 1", "0", f"{no_family} {no_family} {no_protocol} 1"]
    assert out.splitlines() == lines


def test_other_processes_are_not_seen(boxes: Boxes) -> None:
    out = boxes.says("""
        import os
        print(sorted(int(name) for name in os.listdir("/proc") if name.isdigit()) == [1, os.getpid()])
        os.kill(1, 9)  # the box's first process: takes no signal from within
        print(os.listdir("/proc/1"), os.path.exists("/proc/1/mem"), os.path.exists("/proc/self/task/../../1/mem"))
        """)
    assert out == "True\n[] False False"


def test_the_network_of_the_host_is_out_of_reach(boxes: Boxes) -> None:
    name = f"racecourse-test-{os.getpid()}"
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as local:
        local.bind("\0" + name)
        local.listen()
        out = boxes.says(f"""
            import errno, socket
            def fails(family, address):
                with socket.socket(family) as ours:
                    ours.settimeout(5)
                    return errno.errorcode[ours.connect_ex(address)]
            print(fails(socket.AF_INET, ("127.0.0.1", {tcp.getsockname()[1]})), fails(socket.AF_UNIX, "\\0{name}"))
            print(fails(socket.AF_INET, ("192.0.2.1", 80)), fails(socket.AF_INET6, ("2001:db8::1", 80)))
            print([line.split(":")[0].strip() for line in open("/proc/net/dev") if ":" in line])
            """)
    assert out == "ECONNREFUSED ECONNREFUSED\nENETUNREACH ENETUNREACH\n['lo']"


@pytest.mark.parametrize("folder", ["/tmp", "/dev/shm"])
def test_a_disk_fills_up_at_its_bound(boxes: Boxes, folder: str) -> None:
    out = boxes.says(
        f"""
        import errno
        written = 0
        try:
            for number in range(1000):
                with open(f"{folder}/{{number}}", "wb", buffering=0) as file:
                    while file.tell() < 1 << 20:
                        written += file.write(bytes(1 << 16))
        except OSError as error:
            print(errno.errorcode[error.errno], written)
        """,
        limits=Limits(disk=4 << 20),
    )
    assert out == f"ENOSPC {4 << 20}"


def test_a_file_ends_at_its_bound_the_inherited_stdout_too(boxes: Boxes) -> None:
    ran = boxes.run(
        """
        import os
        while True:
            os.write(1, bytes(1 << 16))
        """,
        limits=Limits(file_size=1 << 20),
    )
    assert (ran.code, len(ran.out), "File too large" in ran.err) == (1, 1 << 20, True)


FORK_BOMB = """
    import os, signal
    born = 0
    try:
        while True:
            if os.fork() == 0:
                signal.pause()
            born += 1
    except OSError as error:
        print(born, type(error).__name__, flush=True)
    signal.pause()
"""


@pytest.mark.usefixtures("needs_cgroup")
def test_a_fork_bomb_stops_at_the_bound_of_the_cgroup(boxes: Boxes) -> None:
    _fork_bomb(boxes)


@pytest.mark.usefixtures("no_cgroup")
def test_a_fork_bomb_stops_at_the_rlimit(boxes: Boxes) -> None:
    _fork_bomb(boxes)


def _fork_bomb(boxes: Boxes) -> None:
    box = boxes.start(FORK_BOMB, limits=Limits(processes=20))
    while not (said := boxes.out(0).read_text()):
        assert box.poll() is None
    born, error = said.split()
    assert 10 <= int(born) < 20
    assert error == "BlockingIOError"
    assert len(box.processes()) == int(born) + 1
    neighbour = boxes.says("import os; os.waitpid(os.fork() or os._exit(0), 0); print('fine')")
    assert neighbour == "fine"


def test_threads_count_as_processes(boxes: Boxes) -> None:
    out = boxes.says(
        """
        import threading
        stop, made = threading.Event(), []
        try:
            while len(made) < 100:
                thread = threading.Thread(target=stop.wait)
                thread.start()
                made.append(thread)
        except RuntimeError:
            pass
        stop.set()
        print(len(made) < 20)
        """,
        limits=Limits(processes=20),
    )
    assert out == "True"


@pytest.mark.usefixtures("needs_cgroup")
def test_memory_of_all_processes_together_is_bounded(boxes: Boxes) -> None:
    ran = boxes.run(
        """
        import os, signal
        for _ in range(4):  # each within the bound, all four beyond it
            read, write = os.pipe()
            if os.fork() == 0:
                kept = bytearray(os.urandom(1)) * (24 << 20)
                os.write(write, b".")
                signal.pause()
            os.close(write)
            os.read(read, 1)
        """,
        limits=Limits(memory=64 << 20),
    )
    assert ran.memory_kills is not None
    assert ran.memory_kills > 0


@pytest.mark.usefixtures("needs_cgroup")
def test_a_memory_bomb_is_told_from_another_death(boxes: Boxes) -> None:
    bomb = boxes.run("kept = bytearray(b'x') * (256 << 20)", limits=Limits(memory=64 << 20))
    crash = boxes.run("import os; os.kill(os.getpid(), 9)")
    assert (bomb.code, bomb.memory_kills) == (137, 1)
    assert (crash.code, crash.memory_kills) == (137, 0)


@pytest.mark.usefixtures("no_cgroup")
def test_without_a_cgroup_each_process_is_bounded(boxes: Boxes) -> None:
    ran = boxes.run("bytearray(256 << 20)", limits=Limits(memory=64 << 20))
    assert (ran.code, "MemoryError" in ran.err, ran.memory_kills) == (1, True, None)


def test_processor_time_is_bounded(boxes: Boxes) -> None:
    assert boxes.run("while True: pass", limits=Limits(cpu=1)).code == 137


def test_descriptors_get_in_only_when_passed(boxes: Boxes, tmp_path: Path) -> None:
    inheritable = os.open(tmp_path, os.O_RDONLY)
    os.set_inheritable(inheritable, True)
    ours, theirs = socket.socketpair()
    number = theirs.fileno()
    with ours, theirs:
        boxes.start(
            """
            import json, os, socket, sys
            fds = [fd for fd in map(int, os.listdir("/proc/self/fd")) if os.path.lexists(f"/proc/self/fd/{fd}")]
            socket.socket(fileno=int(sys.argv[1])).sendall(json.dumps([sorted(fds), sys.stdin.read()]).encode())
            """,
            pass_fds=[number],
            arguments=[str(number)],
        )
        theirs.close()
        ours.settimeout(300)
        said = b"".join(iter(lambda: ours.recv(4096), b""))
        assert json.loads(said) == [[0, 1, 2, number], ""]
    os.close(inheritable)
