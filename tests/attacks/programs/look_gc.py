# aim: find test sources, expected values or the judge's objects among all that the garbage collector knows
# needs: sandbox
import gc
import sys
import types


def attack(*args):
    loot = []
    for thing in gc.get_objects():
        if isinstance(thing, types.FunctionType) and thing.__name__.startswith("test_"):
            loot.append(thing.__name__)
        if type(thing).__name__ in ("Student", "Item", "Function", "Channel", "Switchboard") and "judge" in type(thing).__module__:
            loot.append(type(thing).__name__)
    loot += [name for name in sys.modules if name.startswith(("_pytest", "grader.judge", "test_"))]
    if loot:
        raise RuntimeError("racecourse-" + "breach: the judge is in this process: " + ", ".join(loot)[:500])
    return 0


double = join = apply_all = refuse = Tally = attack
