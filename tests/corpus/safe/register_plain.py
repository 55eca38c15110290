# pattern: check then act
# make: r = Register()
# thread: r.set(1); r.get()
# thread: r.set(2); r.get()
# model: Register

class Register:
    def __init__(self):
        self.value = 0

    def set(self, value):
        self.value = value

    def get(self):
        return self.value
