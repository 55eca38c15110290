# pattern: missed signal
# make: f = Flag()
# thread: f.wait()
# thread: f.set()
# holds: threads[0] == [9]

class Flag:
    def __init__(self):
        self.done = False
        self.value = 0

    def set(self):
        self.value = 9
        self.done = True

    def wait(self):
        while not self.done:
            pass
        return self.value
