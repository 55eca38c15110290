# aim: replace threads, locks and queues below the guest's feet, so that it hangs or answers out of turn
import _thread
import queue
import threading


class Lock:
    def acquire(self, *args, **kwargs):
        return True

    def release(self):
        pass

    def locked(self):
        return False

    __enter__ = acquire

    def __exit__(self, *exc):
        pass


threading.Lock = threading.RLock = _thread.allocate_lock = _thread.allocate = lambda: Lock()
threading.Thread.start = threading.Thread.run = threading.Thread.join = lambda self, *args: None
_thread.start_new_thread = lambda *args: 0
queue.Queue.get = queue.SimpleQueue = lambda *args, **kwargs: None
threading.excepthook = threading.settrace = lambda *args: None


def attack(*args):
    return 0


double = join = apply_all = refuse = Tally = attack
