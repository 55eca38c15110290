# aim: climb out of the root folder: chroot twice, open folders kept from outside, /proc/<pid>/root, dots
# needs: sandbox
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
PLACES = "@PLACES@".split("|")


def attack(*args):
    os.makedirs("/tmp/racecourse_attack", exist_ok=True)
    if libc.chroot(b"/tmp/racecourse_attack") == 0:
        raise RuntimeError("racecourse-" + "breach: chroot went through")
    roots = [f"/proc/{pid}/{name}" for pid in ("1", "self", str(os.getppid())) for name in ("root", "cwd")]
    roots += [f"/proc/self/fd/{fd}" for fd in range(64)] + ["/newroot", "/oldroot", "/../../..", "."]
    for root in roots:
        for place in PLACES:
            for path in (root + place, root + "/../../../../../../.." + place):
                try:
                    with open(path) as file:
                        raise RuntimeError("racecourse-" + f"breach: {file.read()}")
                except (OSError, ValueError):
                    pass
    return 0


double = join = apply_all = refuse = Tally = attack
