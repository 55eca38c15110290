# style: plain lists; waiting and sleeping tasks are asked again in each round whether they can go on
def round_robin(*tasks):
    log = []
    failures = []
    running = list(enumerate(tasks))
    while running:
        still = []
        for index, task in running:
            try:
                value = task.send(None)
                log.append((index, value))
                still.append((index, task))
            except StopIteration:
                continue
            except Exception as failure:
                failures.append(failure)
        running = still
    if failures:
        error = ExceptionGroup("some tasks failed", failures)
        error.log = log
        raise error
    return log


class Deadlock(RuntimeError):
    pass


class Mailbox:
    def __init__(self):
        self.letters = []

    def send(self, x):
        self.letters.append(x)


class Task:
    def __init__(self, number, generator, priority):
        self.number, self.generator, self.priority = number, generator, priority
        self.state = "new"
        self.need = 0
        self.detail = None


class Scheduler:
    def __init__(self):
        self.tasks = []
        self.spawned = 0
        self.clock = 0

    def spawn(self, task, priority=0.5):
        self.spawned += 1
        self.tasks.append(Task(self.spawned, task, priority))
        return self.spawned

    def run(self):
        log, failures = [], []
        while self.tasks:
            progress = False
            place = 0
            while place < len(self.tasks):
                task = self.tasks[place]
                place += 1
                if not self.can_run(task):
                    continue
                progress = True
                try:
                    self.advance(task, log)
                except StopIteration:
                    task.state = "done"
                except Exception as failure:
                    task.state = "done"
                    failures.append(failure)
            self.tasks = [task for task in self.tasks if task.state != "done"]
            if self.tasks and not progress:
                ends = [task.detail for task in self.tasks if task.state == "asleep"]
                if not ends:
                    waiting = [task.number for task in self.tasks]
                    self.tasks = []
                    raise Deadlock(f"{len(waiting)} tasks wait for ever: {waiting}")
                self.clock = min(ends)
        if failures:
            error = ExceptionGroup("some tasks failed", failures)
            error.log = log
            raise error
        return log

    def can_run(self, task):
        if task.state == "asleep":
            # The sleeper that wakes first goes first.
            due = [other for other in self.tasks if other.state == "asleep" and other.detail <= self.clock]
            return bool(due) and min(due, key=lambda other: other.detail) is task
        if task.state == "waiting":
            return bool(task.detail.letters)
        return task.state in ("new", "ready")

    def advance(self, task, log):
        if task.state == "new":
            self.answered(task, next(task.generator))
        elif task.state == "asleep":
            self.answered(task, task.generator.send(None))
            return
        elif task.state == "waiting":
            self.answered(task, task.generator.send(task.detail.letters.pop(0)))
            return
        given = int(task.need * task.priority) or 1
        answer = task.generator.send(given)
        log.append((task.number, given))
        self.clock += 1
        self.answered(task, answer)

    def answered(self, task, answer):
        if isinstance(answer, tuple):
            kind, detail = answer
            task.state = "asleep" if kind == "sleep" else "waiting"
            task.detail = self.clock + detail if kind == "sleep" else detail
        else:
            task.need = answer
            task.state = "ready" if answer else "done"
