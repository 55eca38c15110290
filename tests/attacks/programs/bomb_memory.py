# aim: fill the memory (8 GiB at most), so that the kernel kills somebody
# needs: sandbox
KEPT = []


def attack(*args):
    for _ in range(512):
        KEPT.append(bytearray(b"x") * (16 << 20))
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


Tally = attack
double = join = apply_all = refuse = todo
