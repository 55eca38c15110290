# aim: fill /tmp, /dev/shm and every other place that can be written (2 GiB each at most)
# needs: sandbox
import os


def attack(*args):
    page = b"racecourse_attack" * 61_681
    for place in {"/tmp", "/dev/shm", "/var/tmp", "/run", "/dev", os.getcwd(), os.path.dirname(__file__)}:
        try:
            with open(f"{place}/racecourse_attack", "wb", 0) as file:
                for _ in range(2048):
                    if file.write(page) < len(page):
                        break
        except OSError:
            pass
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
