"""The system calls that a box may not make, as a classic BPF program for `bwrap --seccomp`.

A deny-list: what Python needs is wide and changes between versions, what only breaks out of boxes is narrow and
known. Three rules keep it honest:

- calls newer than the table (and the x32 twins of all calls) answer ENOSYS, as they did on the kernel it was
  written for, so that the next way to mount something isn't open by default;
- another architecture's calling convention (i386 on x86_64) kills the process: its numbers mean other calls;
- `clone3` answers ENOSYS, since BPF can't look behind its pointer; glibc then uses `clone`, whose flags are seen.
"""

from __future__ import annotations

import errno
import platform
import struct
from functools import cache
from typing import Final

from grader.sandbox.limits import SandboxError

# Numbers: the kernel's arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h (aarch64).
# From 424 on all architectures share them. name: (x86_64, aarch64), None where an architecture has no such call.
_DENIED: Final[dict[str, tuple[int | None, int | None]]] = {
    # Other processes' memory and descriptors.
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "pidfd_getfd": (438, 438),
    "kcmp": (312, 272),
    # Namespaces and file systems.
    "unshare": (272, 97),
    "setns": (308, 268),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
    "name_to_handle_at": (303, 264),
    "fanotify_init": (300, 262),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    # Wide doors into the kernel that no exercise needs.
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "memfd_secret": (447, 447),
    "modify_ldt": (154, None),
    "uselib": (134, None),
    # System V objects and message queues outlive their process: one check could leave a note for the next.
    "shmget": (29, 194),
    "semget": (64, 190),
    "msgget": (68, 186),
    "mq_open": (240, 180),
    # The machine itself.
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "reboot": (169, 142),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "acct": (163, 89),
    "syslog": (103, 116),
    "iopl": (172, None),
    "ioperm": (173, None),
    "vhangup": (153, 58),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "clock_adjtime": (305, 266),
    "adjtimex": (159, 171),
    "lookup_dcookie": (212, 18),
}
_CLONE: Final = (56, 220)
_CLONE3: Final = (435, 435)
_IOCTL: Final = (16, 29)
_SOCKET: Final = (41, 198)
_SOCKETPAIR: Final = (53, 199)
_PERSONALITY: Final = (135, 92)
_LAST_KNOWN: Final = 462  # mseal, Linux 6.10

_MACHINES: Final = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column above, AUDIT_ARCH_*

# NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET; NEWTIME is no flag of clone, it lies in the signal.
_CLONE_NEW: Final = 0x7E020000
_TIOCSTI, _TIOCLINUX = 0x5412, 0x541C  # type into the terminal of whoever started us
_FAMILIES: Final = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6
_PROTOCOLS: Final = (0, 6, 17)  # the default one, TCP, UDP: the others load kernel modules
_PERSONALITIES: Final = (0, 0xFFFFFFFF)  # plain Linux, and the question which one it is

_LOAD, _JUMP_EQUAL, _JUMP_GREATER, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_ALLOW, _KILL_PROCESS, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
# Offsets within struct seccomp_data; of an argument the lower half, on the little-endian machines above.
_NUMBER, _ARCHITECTURE, _ARGUMENT = 0, 4, (16, 24, 32)


class _Program:
    """Builds a filter front to back; every rule answers or falls through to the next."""

    def __init__(self) -> None:
        self._code: list[bytes] = []

    def add(self, code: int, value: int, if_true: int = 0, if_false: int = 0) -> None:
        self._code.append(struct.pack("<HBBI", code, if_true, if_false, value))

    def load(self, offset: int) -> None:
        self.add(_LOAD, offset)

    def answer(self, action: int) -> None:
        self.add(_RETURN, action)

    def answer_if(self, code: int, value: int, action: int) -> None:
        """Answer when the loaded word compares so with `value`."""
        self.add(code, value, 0, 1)
        self.answer(action)

    def answer_unless_in(self, allowed: tuple[int, ...], action: int) -> None:
        """Answer when the loaded word is none of `allowed`."""
        for left, value in zip(range(len(allowed), 0, -1), allowed, strict=True):
            self.add(_JUMP_EQUAL, value, left)
        self.answer(action)

    def only_for(self, number: int, rules: _Program) -> None:
        """Apply `rules` to one system call; they decide it."""
        self.add(_JUMP_EQUAL, number, 0, len(rules._code) + 1)
        self._code += rules._code
        self.answer(_ALLOW)

    def to_bytes(self) -> bytes:
        return b"".join(self._code)


@cache
def program(machine: str = "") -> bytes:
    """Return the filter for `machine` (default: this one) as an array of struct sock_filter.

    Raises SandboxError on machines whose numbers the table doesn't have.
    """
    machine = machine or platform.machine()
    if machine not in _MACHINES:
        raise SandboxError(f"there is no system-call filter for {machine}: grade on a machine with x86_64 or aarch64")
    column, architecture = _MACHINES[machine]
    whole = _Program()
    whole.load(_ARCHITECTURE)
    whole.add(_JUMP_EQUAL, architecture, 1, 0)
    whole.answer(_KILL_PROCESS)
    whole.load(_NUMBER)
    whole.answer_if(_JUMP_GREATER, _LAST_KNOWN, _ERRNO | errno.ENOSYS)
    whole.answer_if(_JUMP_EQUAL, _CLONE3[column], _ERRNO | errno.ENOSYS)
    for numbers in _DENIED.values():
        number = numbers[column]
        if number is not None:
            whole.answer_if(_JUMP_EQUAL, number, _ERRNO | errno.EPERM)
    for numbers, rules in _by_argument():
        whole.only_for(numbers[column], rules)
    whole.answer(_ALLOW)
    return whole.to_bytes()


def _by_argument() -> list[tuple[tuple[int, int], _Program]]:
    """Return the rules for calls that are fine with some arguments and not with others."""
    clone, ioctl, sockets, personality = _Program(), _Program(), _Program(), _Program()
    clone.load(_ARGUMENT[0])
    clone.answer_if(_JUMP_ANY_BIT, _CLONE_NEW, _ERRNO | errno.EPERM)
    ioctl.load(_ARGUMENT[1])
    ioctl.answer_if(_JUMP_EQUAL, _TIOCSTI, _ERRNO | errno.EPERM)
    ioctl.answer_if(_JUMP_EQUAL, _TIOCLINUX, _ERRNO | errno.EPERM)
    sockets.load(_ARGUMENT[0])
    sockets.answer_unless_in(_FAMILIES, _ERRNO | errno.EAFNOSUPPORT)
    sockets.load(_ARGUMENT[2])
    sockets.answer_unless_in(_PROTOCOLS, _ERRNO | errno.EPROTONOSUPPORT)
    personality.load(_ARGUMENT[0])
    personality.answer_unless_in(_PERSONALITIES, _ERRNO | errno.EPERM)
    return [
        (_CLONE, clone),
        (_IOCTL, ioctl),
        (_SOCKET, sockets),
        (_SOCKETPAIR, sockets),
        (_PERSONALITY, personality),
    ]
