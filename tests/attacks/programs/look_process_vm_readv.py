# aim: copy memory out of the parent with process_vm_readv, and descriptors with pidfd_getfd
# needs: sandbox
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)


class Iovec(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


def attack(*args):
    page = ctypes.create_string_buffer(4096)
    with open("/proc/self/maps") as maps:
        low = int(maps.readline().split("-")[0], 16)
    here, there = Iovec(ctypes.addressof(page), 4096), Iovec(low, 4096)
    for pid in (os.getppid(), 1):
        if libc.process_vm_readv(pid, ctypes.byref(here), 1, ctypes.byref(there), 1, 0) > 0:
            raise RuntimeError("racecourse-" + f"breach: read the memory of process {pid}")
        handle = libc.syscall(434, pid, 0)  # pidfd_open
        if handle >= 0:
            for fd in range(32):
                if libc.syscall(438, handle, fd, 0) >= 0:  # pidfd_getfd
                    raise RuntimeError("racecourse-" + f"breach: took descriptor {fd} of process {pid}")
    return 0


attack()
double = join = apply_all = refuse = Tally = attack
