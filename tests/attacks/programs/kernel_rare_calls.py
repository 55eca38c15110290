# aim: try the rare system calls that past break-outs were made of: bpf, keyctl, io_uring, userfaultfd, perf and more
# needs: sandbox
import ctypes
import platform

libc = ctypes.CDLL(None, use_errno=True)
EPERM, ENOSYS = 1, 38
CALLS = {
    "add_key": (248, b"user", b"racecourse_attack", b"x", 1, -3),
    "keyctl": (250, 0, -3, 1, 0, 0),
    "bpf": (321, 0, None, 0, 0, 0),
    "perf_event_open": (298, None, 0, -1, -1, 0),
    "userfaultfd": (323, 0, 0, 0, 0, 0),
    "io_uring_setup": (425, 1, None, 0, 0, 0),
    "open_by_handle_at": (304, -1, None, 0, 0, 0),
    "init_module": (175, None, 0, None, 0, 0),
    "kexec_load": (246, 0, 0, None, 0, 0),
    "ptrace": (101, 16, 1, None, None, 0),
    "process_vm_readv": (310, 1, None, 0, None, 0),
    "syslog": (103, 2, None, 0, 0, 0),
    "quotactl": (179, 0, None, 0, None, 0),
    "acct": (163, None, 0, 0, 0, 0),
    "swapon": (167, b"/racecourse_attack", 0, 0, 0, 0),
}


def attack(*args):
    let_through = []
    if platform.machine() == "x86_64":
        for name, words in CALLS.items():
            if libc.syscall(*words) >= 0 or ctypes.get_errno() not in (EPERM, ENOSYS):
                let_through.append(f"{name} (errno {ctypes.get_errno()})")
    if let_through:
        raise RuntimeError("racecourse-" + "breach: the filter lets through " + ", ".join(let_through))
    return 0


double = join = apply_all = refuse = Tally = attack
