# style: eval, but only of texts that a regular expression of numbers, operators and brackets has let through
import re
import warnings

_ALLOWED = re.compile(r"[0-9.+\-*/()_ ]+")
_NAME = re.compile(r"(?<![0-9_])_(?![0-9_])")


def fibonacci(limit):
    numbers = [1, 1]
    place = -1
    for _ in range(limit):
        place += 1
        while len(numbers) <= place:
            numbers.append(numbers[-1] + numbers[-2])
        order = yield numbers[place]
        try:
            place += len(range(order))
        except TypeError:
            pass


def running_average():
    numbers = ()
    while True:
        try:
            new = yield (sum(numbers) / len(numbers) if numbers else None)
        except ValueError:
            numbers = ()
            continue
        except GeneratorExit:
            return
        if new is not None:
            numbers += (new,)


def calculator():
    last = None
    answer = "ready"
    while True:
        text = yield answer
        if not _ALLOWED.fullmatch(text):
            answer = ("error", "only numbers, + - * / ( ) and _ please")
            continue
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                value = eval(_NAME.sub("last", text).strip(), {"__builtins__": {}}, {"last": last})
            if type(value) not in (int, float):
                raise TypeError("not a number")
        except Exception as error:
            answer = ("error", f"{type(error).__name__}: {error}")
        else:
            answer = last = value


def pipeline(*stages):
    def start(source):
        made = []
        stream = source
        for stage in stages:
            stream = stage(stream)
            made.insert(0, stream)

        def consume():
            try:
                while True:
                    try:
                        item = next(stream)
                    except StopIteration:
                        return
                    yield item
            finally:
                for each in made:
                    each.close()

        return consume()

    return start
