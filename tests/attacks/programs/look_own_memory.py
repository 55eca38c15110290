# aim: search the process's own memory for the text of the hidden checks
# needs: sandbox
import re

NEEDLE = b"def test_apply_all_" + b"passes_the_exception_on"


def attack(*args):
    with open("/proc/self/maps") as maps, open("/proc/self/mem", "rb", 0) as memory:
        for line in maps:
            low, high = (int(x, 16) for x in line.split()[0].split("-"))
            if "r" not in line.split()[1] or high - low > 64 << 20 or "[v" in line:
                continue
            try:
                memory.seek(low)
                data = memory.read(high - low)
            except (OSError, ValueError, OverflowError):
                continue
            if re.search(NEEDLE + rb"\(student", data):
                raise RuntimeError("racecourse-" + "breach: hidden test source in the guest's memory")
    return 0


double = join = apply_all = refuse = Tally = attack
