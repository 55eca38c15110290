# aim: leave notes for the next check in every store that outlives a process, and find those of the last one
# needs: sandbox
import ctypes
import os
import socket

libc = ctypes.CDLL(None, use_errno=True)
IPC_CREAT, IPC_EXCL = 0o1000, 0o2000
NAME = "racecourse_attack_note"


def found(where):
    raise RuntimeError("racecourse-" + f"breach: a note of an earlier check in {where}")


def folders():
    for root, names, _ in os.walk("/"):
        names[:] = [name for name in names if os.path.join(root, name) not in ("/proc", "/sys", "/usr", "/lib", "/lib64")]
        yield root


def attack(*args):
    paths = [os.path.join(folder, NAME) for folder in folders()]
    for path in paths:
        if os.path.exists(path):
            found(path)
    for path in paths:
        try:
            with open(path, "w") as file:
                file.write("note")
        except OSError:
            pass
    for call, more in (("shmget", (4096,)), ("semget", (1,)), ("msgget", ())):
        if getattr(libc, call)(0x7ACE, *more, IPC_CREAT | IPC_EXCL | 0o600) == -1 and ctypes.get_errno() == 17:
            found(call)
    try:
        realtime = ctypes.CDLL("librt.so.1", use_errno=True)
        if realtime.mq_open(b"/" + NAME.encode(), os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600, None) == -1:
            if ctypes.get_errno() == 17:
                found("mq_open")
    except (OSError, AttributeError):
        pass
    if libc.syscall(248, b"user", NAME.encode(), b"note", 4, -3) > 0 and libc.syscall(249, b"user", NAME.encode(), None, -5) > 0:
        found("a keyring")
    line = socket.socket(socket.AF_UNIX)
    try:
        line.bind("\0" + NAME)
        line.listen()
        line.set_inheritable(True)
        LINES.append(line)
    except OSError:
        found("an abstract socket")
    return 0


LINES = []


def double(*args):
    if not LINES:
        attack()
    return 0


join = apply_all = refuse = Tally = double
