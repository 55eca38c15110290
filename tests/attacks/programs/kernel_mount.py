# aim: mount, remount, bind, unmount and change the root
# needs: sandbox
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


def attack(*args):
    here = os.path.dirname(os.path.abspath(__file__)).encode()
    for call, words in (
        (libc.mount, (b"tmpfs", b"/tmp", b"tmpfs", 0, None)),
        (libc.mount, (b"proc", b"/tmp", b"proc", 0, None)),
        (libc.mount, (None, b"/", None, 32 | 4096, None)),  # remount and bind, read-write
        (libc.mount, (None, here, None, 32 | 4096, None)),
        (libc.umount2, (b"/proc", 2)),
        (libc.umount2, (b"/proc/sys", 2)),
        (libc.umount2, (b"/tmp", 2)),
        (libc.syscall, (155, b"/tmp", b"/tmp")),  # pivot_root
        (libc.syscall, (428, -100, b"/", 1)),  # open_tree with clone
        (libc.syscall, (430, b"tmpfs", 0)),  # fsopen
        (libc.syscall, (442, -100, b"/", 0, None, 0)),  # mount_setattr
    ):
        if os.readlink("/proc/self/ns/pid") != "@PIDNS@" and call(*words) >= 0:
            raise RuntimeError("racecourse-" + f"breach: {call.__name__}{words} went through")
    return 0


double = join = apply_all = refuse = Tally = attack
