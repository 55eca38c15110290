# style: os.fork and pipes by hand, numbers of items in a pipe that all children read (Linux only).
import os
import pickle
import re
import struct
from collections import Counter


def _send(fd, obj):
    data = pickle.dumps(obj)
    data = struct.pack("!I", len(data)) + data
    while data:
        data = data[os.write(fd, data) :]


def _recv(fd):
    def exactly(n):
        buf = b""
        while len(buf) < n:
            more = os.read(fd, n - len(buf))
            if not more:
                raise EOFError
            buf += more
        return buf

    return pickle.loads(exactly(struct.unpack("!I", exactly(4))[0]))


def _forked(func, items, workers, setup=None, args=()):
    """Each child takes the next number out of a token pipe; results come back on a pipe of its own."""
    if workers < 1:
        raise ValueError("workers")
    tokens_r, tokens_w = os.pipe()
    for i in range(len(items)):
        os.write(tokens_w, struct.pack("!I", i))
    os.close(tokens_w)
    children = []
    for _ in range(workers):
        r, w = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                os.close(r)
                if setup:
                    setup(*args)
                while token := os.read(tokens_r, 4):
                    (i,) = struct.unpack("!I", token)
                    try:
                        _send(w, (i, True, func(items[i])))
                    except Exception as e:
                        _send(w, (i, False, e))
            finally:
                os._exit(0)
        os.close(w)
        children.append((pid, r))
    os.close(tokens_r)
    answers = {}
    for pid, r in children:
        try:
            while True:
                i, ok, value = _recv(r)
                answers[i] = (ok, value)
        except EOFError:
            pass
        os.close(r)
        os.waitpid(pid, 0)
    return [answers[i] for i in range(len(items))]


def _ok(answers):
    for ok, value in answers:
        if not ok:
            raise value
    return [value for _, value in answers]


def parallel_map(func, items, workers):
    return _ok(_forked(func, items, workers))


def map_with_setup(func, items, workers, setup, setup_args):
    return _ok(_forked(func, items, workers, setup, setup_args))


def count_words(texts, workers):
    return dict(
        sum(
            _ok(_forked(lambda t: Counter(w.lower() for w in re.findall(r"\w+", t)), texts, workers)),
            Counter(),
        )
    )


def run_pipeline(items, stages, workers):
    def travel(x):
        for s in stages:
            x = s(x)
        return x

    return [value for _, value in _forked(travel, items, workers)]
