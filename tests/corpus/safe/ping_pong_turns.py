# pattern: missed signal
# make: g = Game()
# thread: g.play("ping", 0)
# thread: g.play("pong", 1)
# then: g.played
# holds: then == [["ping", "pong", "ping", "pong"]]

import threading


class Game:
    def __init__(self):
        self.turn = 0
        self.condition = threading.Condition()
        self.played = []

    def play(self, word, mine):
        for _ in range(2):
            with self.condition:
                while self.turn % 2 != mine:
                    self.condition.wait()
                self.played.append(word)
                self.turn += 1
                self.condition.notify()
