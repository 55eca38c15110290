# pattern: missed signal
# make: g = Game()
# thread: g.ping()
# thread: g.pong()
# then: g.played
# holds: then == [["ping", "pong", "ping", "pong"]]

import threading


class Game:
    def __init__(self):
        self.mine, self.yours = threading.Semaphore(1), threading.Semaphore(0)
        self.played = []

    def ping(self):
        for _ in range(2):
            self.mine.acquire()
            self.played.append("ping")
            self.yours.release()

    def pong(self):
        for _ in range(2):
            self.yours.acquire()
            self.played.append("pong")
            self.mine.release()
