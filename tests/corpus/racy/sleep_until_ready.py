# pattern: sleep as synchronisation
# thread: run()

import threading
import time


class Server:
    def __init__(self):
        self.handlers = None

    def start(self):
        self.handlers = ["index"]


def run():
    server = Server()
    thread = threading.Thread(target=server.start)
    thread.start()
    time.sleep(1)
    count = len(server.handlers)  # <- fault
    thread.join()
    return count
