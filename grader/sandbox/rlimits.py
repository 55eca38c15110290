"""The resource limits of a box, as shell commands for its gate.

Set within the box and not from outside: RLIMIT_NPROC should count in the box's user namespace only, and root of a
container often lacks CAP_SYS_RESOURCE, without which it can't limit a process of another user.
"""

from __future__ import annotations

import platform

from grader.sandbox.limits import Limits


def commands(limits: Limits, *, own_uid: bool, memory_bounded: bool) -> str:
    """Return `ulimit` commands, soft and hard alike; none raises a limit that this process itself has.

    `own_uid`: the box has a user id of its own; `memory_bounded`: a cgroup bounds its memory already.
    """
    import resource  # Windows has no such module, and this one must be importable there

    def bound(what: int, value: int) -> int:
        hard = resource.getrlimit(what)[1]
        return value if hard == resource.RLIM_INFINITY else min(value, hard)

    lines = [
        "ulimit -c 0",
        f"ulimit -n {bound(resource.RLIMIT_NOFILE, limits.open_files)}",
        f"ulimit -f {bound(resource.RLIMIT_FSIZE, limits.file_size) // 512}",  # POSIX: in blocks of 512 bytes
        f"ulimit -t {bound(resource.RLIMIT_CPU, limits.cpu)}",
    ]
    if not memory_bounded:
        # Not the address space: arenas and stacks of honest threads reserve more of it than they ever touch.
        lines.append(f"ulimit -d {bound(resource.RLIMIT_DATA, limits.memory) // 1024}")
    if own_uid or _kernel() >= (5, 14):
        # Older kernels count all processes of the user's, not those of the box's user namespace.
        count = bound(resource.RLIMIT_NPROC, limits.processes)
        lines.append(f"{{ ulimit -u {count} 2>/dev/null || ulimit -p {count}; }}")  # bash || dash, busybox
    return " && ".join(lines)


def _kernel() -> tuple[int, ...]:
    return tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2] if part.isdigit())
