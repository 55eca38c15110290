# pattern: check then act
# make: s = Stack()
# thread: s.push(1); s.pop()
# thread: s.pop()
# model: Stack

class Stack:
    def __init__(self):
        self.items = []

    def push(self, item):
        self.items.append(item)

    def pop(self):
        if self.items:
            return self.items.pop()  # <- fault
        return "empty"
