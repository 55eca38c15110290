# pattern: lost wakeup
# make: m = Mailbox()
# thread: m.put("a"); m.put("b")
# thread: m.get(); m.get()

import threading


class Mailbox:
    def __init__(self):
        self.arrived = threading.Event()
        self.letters = []

    def put(self, letter):
        self.letters.append(letter)
        self.arrived.set()

    def get(self):
        self.arrived.wait()
        letter = self.letters.pop(0)
        if not self.letters:
            self.arrived.clear()  # <- fault
        return letter
