# aim: fill the places that can be written with empty files and folders (50,000 a place at most)
# needs: sandbox
import os


def attack(*args):
    for place in ("/tmp", "/dev/shm", os.getcwd()):
        try:
            os.makedirs(f"{place}/racecourse_attack", exist_ok=True)
            for number in range(20_000):
                os.close(os.open(f"{place}/racecourse_attack/{number}", os.O_CREAT | os.O_WRONLY))
        except OSError:
            pass
    return 0


def todo(*args):
    raise NotImplementedError("TODO")


refuse = attack
double = join = apply_all = Tally = todo
