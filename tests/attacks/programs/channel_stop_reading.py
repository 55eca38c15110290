# aim: let the judge write into a channel that nobody reads any more, so that it blocks in the middle of a request
import sys
import threading


def stop(*args):
    threading.Event().wait()


def join(parts):
    if parts:
        raise NotImplementedError("TODO")
    channel = sys.modules["grader.guest.channel"].Channel
    channel.receive = channel._exactly = stop  # the reader is in a read of its own now, which is its last
    return ""


def attack(*args):
    raise NotImplementedError("TODO")


double = apply_all = refuse = Tally = attack
