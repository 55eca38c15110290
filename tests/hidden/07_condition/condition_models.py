# ruff: noqa: ANN001, ANN201, ANN204 - a check reads as topic authors write them, without types
"""What the hidden checks of topic 07 have in common: what its three things are when nobody interferes, and a pause."""

from grader import Blocks, call


def pause(seconds):
    return call("workloads.pause", seconds)


class BufferModel:
    def __init__(self, capacity):
        self.capacity = capacity
        self.items = []

    def put(self, item, timeout=None):
        if len(self.items) >= self.capacity:
            raise Blocks if timeout is None else TimeoutError
        self.items.append(item)

    def get(self, timeout=None):
        if not self.items:
            raise Blocks if timeout is None else TimeoutError
        return self.items.pop(0)

    def pause(self, seconds):
        pass

    def __len__(self):
        return len(self.items)


class GateModel:
    def __init__(self):
        self.is_open = False

    def wait(self, timeout=None):
        if not self.is_open and timeout is None:
            raise Blocks
        return self.is_open

    def open(self):
        self.is_open = True

    def close(self):
        self.is_open = False


class LatchModel:
    def __init__(self, count):
        self.count = count

    def wait(self, timeout=None):
        if self.count and timeout is None:
            raise Blocks
        return not self.count

    def count_down(self):
        self.count = max(0, self.count - 1)
