"""The warm guest: a server that never runs student code, and forks a fresh child for each check.

It listens to the judge on a control socket (SOCK_SEQPACKET, JSON with descriptors beside it) and does only what is on
a short list. It is also the one who makes sockets for the judge: inside a sandbox they belong to the sandbox's network,
so the judge's peers live there without any privilege.

Rules:
- One thread, so that a fork is safe; few imports, since every submission pays for them.
- A child closes the control socket before anything else; the server is not dumpable, so a child of the same user can
  neither trace it nor open its descriptors.
- Orphans of student code become children of the server (child subreaper), so the judge finds them below it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import sys
from typing import Any, Final, NoReturn

from grader.guest.channel import Channel
from grader.guest.session import Session

_PR_SET_DUMPABLE: Final = 4
_PR_SET_CHILD_SUBREAPER: Final = 36
_ENDED: dict[int, int] = {}
_TEMPORARY: set[str] = set()
_LAST_SECONDS: Final = 10.0


def serve(control: socket.socket, config: dict[str, Any]) -> None:
    """Answer the judge's requests until it hangs up."""
    for module in config["preload"]:
        with contextlib.suppress(ImportError):
            __import__(module)
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    signal.signal(signal.SIGCHLD, _reap)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.collect()
    gc.freeze()
    control.send(b'{"ready": true}')
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 65536, 4)
        if not message:
            _end()
        request = json.loads(message)
        if request["do"] == "fork":
            _fork(control, descriptors, request, config)
        else:
            _oblige(control, request)


def _fork(control: socket.socket, descriptors: list[int], request: dict[str, Any], config: dict[str, Any]) -> None:
    channel, output = descriptors
    _TEMPORARY.update(request["temporary"])
    child = os.fork()
    if child == 0:
        control.close()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _prctl(_PR_SET_DUMPABLE, 1)
        for stream in (1, 2):
            os.dup2(output, stream)
        os.close(output)
        os.chdir(request["home"])
        os.environ["TMPDIR"] = request["home"]
        converse(channel, channel, config)
        os._exit(0)
    for descriptor in descriptors:
        os.close(descriptor)
    control.send(json.dumps({"pid": child}).encode())


def _end() -> NoReturn:
    """End with the judge, who may have been killed: leave neither processes of the student's nor folders."""
    import shutil  # needed once, and every guest would pay for it
    import time

    until = time.monotonic() + _LAST_SECONDS
    while (left := _children()) and time.monotonic() < until:
        for pid in left:  # orphans of these become our children, and are the next ones
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)
    for folder in _TEMPORARY:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)


def _children() -> list[int]:
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return [int(pid) for pid in file.read().split()]
    except OSError:
        return []  # a kernel that doesn't tell, or no /proc


def converse(reading: int, writing: int, config: dict[str, Any]) -> None:
    """Serve one check over the given descriptors; returns when the judge hangs up."""
    sys.path[:] = [entry for entry in sys.path if entry not in config["path"]] + config["path"]
    channel = Channel(reading, writing)
    os.write(writing, b"!")  # who sends this byte is the guest: the kernel tells the judge its process id
    session = Session(channel.send, tuple(config["roots"]), tuple(config["ours"]))
    session.serve(channel)


def _oblige(control: socket.socket, request: dict[str, Any]) -> None:
    """Make a socket, clear the scratch folders, load the simulated machine, or tell how a child ended."""
    match request["do"]:
        case "listen":
            made = socket.create_server(("127.0.0.1", 0), backlog=request["backlog"])
        case "client":
            made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        case "datagrams":
            made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            made.bind(("127.0.0.1", 0))
        case "dial":
            made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            made.bind(f"\0racecourse-{os.urandom(8).hex()}")
            made.listen(128)
        case "wipe":
            left = [folder for folder in request["folders"] if not _wipe(folder)]
            control.send(json.dumps({"wiped": not left}).encode())
            return
        case "prepare":
            from grader.guest.sim import explorer  # for checks that explore only: every guest would pay for it

            explorer.prepare()
            gc.collect()
            gc.freeze()
            control.send(b"{}")
            return
        case _:
            control.send(json.dumps({"ended": _ENDED.pop(request["pid"], None)}).encode())
            return
    with made:
        socket.send_fds(control, [b"{}"], [made.fileno()])


def _wipe(folder: str) -> bool:
    for entry in os.scandir(folder):
        with contextlib.suppress(OSError):
            if entry.is_dir(follow_symlinks=False):
                import shutil  # rarely needed, and every guest would pay for it

                os.chmod(entry.path, 0o700)
                shutil.rmtree(entry.path, ignore_errors=True)
            else:
                os.unlink(entry.path)
    return not os.listdir(folder)


def _reap(*_: object) -> None:
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            _ENDED[pid] = os.waitstatus_to_exitcode(status)


def _prctl(option: int, value: int) -> None:
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)
