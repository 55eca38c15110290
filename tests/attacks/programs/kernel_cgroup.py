# aim: leave the cgroup or lift its limits by writing /sys/fs/cgroup
# needs: sandbox
import os


def attack(*args):
    wrote = []
    for root, _, names in os.walk("/sys/fs/cgroup"):
        for name in names:
            if name in ("cgroup.procs", "tasks", "pids.max", "memory.max", "memory.limit_in_bytes", "release_agent", "cgroup.kill"):
                try:
                    os.close(os.open(os.path.join(root, name), os.O_WRONLY))
                    wrote.append(os.path.join(root, name))
                except OSError:
                    pass
    if wrote:
        raise RuntimeError("racecourse-" + f"breach: may write {wrote[:5]}")
    return 0


double = join = apply_all = refuse = Tally = attack
