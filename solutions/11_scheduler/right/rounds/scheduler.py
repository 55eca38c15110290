# style: whole rounds; who sleeps or waits is looked at between two of them only
def round_robin(*tasks):
    log, errors = [], []
    tasks = dict(enumerate(tasks))
    while tasks:
        for index in sorted(tasks):
            try:
                log.append((index, next(tasks[index])))
            except StopIteration:
                del tasks[index]
            except Exception as error:
                del tasks[index]
                errors.append(error)
    if errors:
        group = ExceptionGroup("round_robin", errors)
        group.log = log
        raise group
    return log


class Deadlock(Exception):
    def __init__(self, tasks):
        super().__init__("deadlock")
        self.tasks = tasks

    def __str__(self):
        return "deadlock: " + " ".join(f"#{task.id}" for task in self.tasks)


class Mailbox:
    def __init__(self):
        self.inbox = []

    def send(self, x):
        self.inbox += [x]


class Task:
    def __init__(self, id, generator, priority):
        self.id, self.generator, self.priority = id, generator, priority
        self.left = None
        self.wakes = None
        self.mailbox = None


class Scheduler:
    def __init__(self):
        self.count = 0
        self.tasks = []
        self.time = 0
        self.log = []
        self.errors = []

    def spawn(self, task, priority=0.5):
        self.count += 1
        self.tasks.append(Task(self.count, task, priority))
        return self.count

    def run(self):
        while self.tasks:
            self.round([task for task in self.tasks if task.wakes is None and task.mailbox is None])
            self.between()
        if self.errors:
            group = ExceptionGroup("run", self.errors)
            group.log = self.log
            raise group
        return self.log

    def round(self, ready):
        for task in ready:
            if task.left is None:
                self.send(task, None)
                if task not in self.tasks:
                    continue
            part = max(1, int(task.left * task.priority))
            self.log.append((task.id, part))
            self.send(task, part)
            self.time += 1

    def between(self):
        for task in [task for task in self.tasks if task.mailbox is not None]:
            if task.mailbox.inbox:
                message, *task.mailbox.inbox = task.mailbox.inbox
                task.mailbox = None
                self.send(task, message)
        asleep = sorted((task for task in self.tasks if task.wakes is not None), key=lambda task: task.wakes)
        if any(task.wakes is None and task.mailbox is None for task in self.tasks):
            now = self.time
        elif asleep:
            now = max(self.time, asleep[0].wakes)
        else:
            waiting = [task for task in self.tasks if not task.mailbox.inbox]
            if len(waiting) == len(self.tasks) > 0:
                raise Deadlock(waiting)
            return
        self.time = now
        for task in asleep:
            if task.wakes <= now:
                task.wakes = None
                self.send(task, None)

    def send(self, task, value):
        try:
            answer = task.generator.send(value)
        except (StopIteration, Exception) as error:
            self.tasks.remove(task)
            if not isinstance(error, StopIteration):
                self.errors.append(error)
            return
        if answer == 0:
            self.tasks.remove(task)
        elif isinstance(answer, tuple) and answer[0] == "sleep":
            task.wakes = self.time + answer[1]
        elif isinstance(answer, tuple):
            task.mailbox = answer[1]
        else:
            task.left = answer
