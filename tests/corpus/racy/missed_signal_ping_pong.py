# pattern: missed signal
# make: g = Game()
# thread: g.ping()
# thread: g.pong()

import threading


class Game:
    def __init__(self):
        self.turn = threading.Condition()
        self.played = []

    def ping(self):
        with self.turn:
            self.played.append("ping")
            self.turn.notify()
            self.turn.wait()  # <- fault

    def pong(self):
        with self.turn:
            self.turn.wait()
            self.played.append("pong")
            self.turn.notify()
