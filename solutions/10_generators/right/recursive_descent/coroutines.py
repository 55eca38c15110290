# style: a recursive descent over tokens of a regular expression, incremental average, an ExitStack that closes the stages
import re
from contextlib import ExitStack

_TOKEN = re.compile(r"\s*(?:(\d+\.\d*|\.\d+|\d+)|(.))", re.DOTALL)


def fibonacci(limit):
    yielded = 0
    skip = 0
    previous, current = 0, 1
    while yielded < limit:
        if skip:
            skip -= 1
        else:
            received = yield current
            yielded += 1
            if type(received) is int and received >= 0:
                skip = received
        previous, current = current, previous + current


def running_average():
    average, count = None, 0
    while True:
        try:
            x = yield average
            if x is None:
                continue
            count += 1
            average = x if average is None else average + (x - average) / count
        except ValueError:
            average, count = None, 0


class BadInput(Exception):
    pass


class Parser:
    """sum: product {(+|-) product}; product: factor {(*|/) factor}; factor: number | _ | - factor | ( sum )."""

    def __init__(self, text, last):
        self.tokens = [number or char for number, char in _TOKEN.findall(text.rstrip())]
        self.last = last
        self.at = 0

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self):
        token = self.peek()
        self.at += 1
        return token

    def whole(self):
        value = self.sum()
        if self.peek():
            raise BadInput(f"unexpected {self.peek()}")
        return value

    def sum(self):
        value = self.product()
        while self.peek() in ("+", "-"):
            if self.take() == "+":
                value += self.product()
            else:
                value -= self.product()
        return value

    def product(self):
        value = self.factor()
        while self.peek() in ("*", "/"):
            if self.take() == "*":
                value *= self.factor()
            else:
                value /= self.factor()
        return value

    def factor(self):
        token = self.take()
        if token == "-":
            return -self.factor()
        if token == "(":
            value = self.sum()
            if self.take() != ")":
                raise BadInput("a bracket is not closed")
            return value
        if token == "_" and self.last is not None:
            return self.last
        if token[:1].isdecimal() or token[1:].isdecimal():
            return float(token)
        raise BadInput(f"a number is missing before {token or 'the end'}")


def calculator():
    last = None
    text = yield "ready"
    while True:
        try:
            last = Parser(text, last).whole()
        except BadInput as bad:
            text = yield "error", f"bad input: {bad}"
        except ZeroDivisionError:
            text = yield "error", "division by zero"
        else:
            text = yield last


def pipeline(*stages):
    def joined(source):
        with ExitStack() as stack:
            items = source
            for stage in stages:
                items = stage(items)
                stack.callback(items.close)
            for item in items:
                yield item

    return joined
