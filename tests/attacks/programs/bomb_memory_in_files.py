# aim: fill the memory by what no process limit counts: memfd, shared memory, pipes (4 GiB at most)
# needs: sandbox
import mmap
import os

KEPT = []


def attack(*args):
    page = b"racecourse_attack" * 61_681
    for _ in range(64):
        try:
            file = os.memfd_create("racecourse_attack")
            for _ in range(32):
                os.write(file, page)
            KEPT.append(file)
            shared = mmap.mmap(-1, 32 * len(page))
            shared.write(page * 32)
            KEPT.append(shared)
        except OSError:
            break
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


Tally = attack
double = join = apply_all = refuse = todo
