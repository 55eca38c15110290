# pattern: check then act
# make: w = Worker()
# thread: w.run()
# thread: w.stop()
# holds: threads[0][0] in (0, 1, 2)

class Worker:
    def __init__(self):
        self.stopping = False

    def run(self):
        done = 0
        for _ in range(2):
            if self.stopping:
                break
            done += 1
        return done

    def stop(self):
        self.stopping = True
