# pattern: check then act
# make: s = Stack()
# thread: s.push(1); s.pop()
# thread: s.push(2); s.pop()
# model: Stack

import threading


class Stack:
    def __init__(self):
        self.items = []
        self.lock = threading.Lock()

    def push(self, item):
        with self.lock:
            self.items.append(item)

    def pop(self):
        with self.lock:
            if not self.items:
                return "empty"
            return self.items.pop()
