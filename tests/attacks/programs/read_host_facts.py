# aim: learn about the TA: users, keys, processes, other namespaces, the host's name and mounts
# needs: sandbox
import os
import socket
import sys


def attack(*args):
    facts = []
    for path in ("/etc/shadow", "/root", "/home", "/etc/ssh", "/var/log", "/boot", "/mnt", "/srv", "/work", "/opt"):
        try:
            if os.path.isdir(path) and os.listdir(path) and not sys.base_prefix.startswith(path + "/"):
                facts.append(f"{path}: {os.listdir(path)[:5]}")
            elif os.path.isfile(path):
                facts.append(open(path).read(100))
        except OSError:
            pass
    if len([name for name in os.listdir("/proc") if name.isdigit()]) > 20:
        facts.append("the machine's processes")
    if os.readlink("/proc/self/ns/pid") == "@PIDNS@":
        facts.append("the machine's own namespace")
    if socket.gethostname() == "@HOSTNAME@":
        facts.append("the machine's name")
    if facts:
        raise RuntimeError("racecourse-" + "breach: " + "; ".join(facts))
    return 0


double = join = apply_all = refuse = Tally = attack
