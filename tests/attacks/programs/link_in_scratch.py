# aim: leave links in the scratch folder that lead whoever cleans up, or writes there, to other files
import os


def attack(*args):
    home = os.environ.get("TMPDIR", os.getcwd())
    for name, target in (("a", "@DIRECTORY@"), ("b", "@SECRET@"), ("c", "."), ("d", "/proc/self/fd"), ("e", "e")):
        try:
            os.symlink(target, os.path.join(home, "racecourse_attack_" + name))
        except OSError:
            pass
    return 0


double = join = apply_all = refuse = Tally = attack
