# aim: hide what fails in threads, in finalisers and at the top: excepthooks, unraisablehook, stderr
import sys
import threading


class Silent:
    def write(self, text):
        return len(text)

    def flush(self):
        pass

    def fileno(self):
        return 1

    encoding, errors, buffer = "utf-8", "strict", property(lambda self: self)


def attack(*args):
    sys.excepthook = sys.unraisablehook = threading.excepthook = lambda *args: None
    sys.stdout = sys.stderr = sys.__stdout__ = sys.__stderr__ = Silent()
    thread = threading.Thread(target=lambda: 1 / 0)
    thread.start()
    thread.join()
    return 0


double = join = apply_all = refuse = Tally = attack
