# fault: the numbers are worked out with floats by Binet's formula, and are wrong from about the 71st on | caught by: correctness
"""Exact arithmetic with Fractions, and Dijkstra's shunting yard."""
import re
from fractions import Fraction

RANK = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3}


def _apply(name, stack):
    if name == "neg":
        stack.append(-stack.pop())
        return
    right, left = stack.pop(), stack.pop()
    if name == "+":
        stack.append(left + right)
    elif name == "-":
        stack.append(left - right)
    elif name == "*":
        stack.append(left * right)
    else:
        stack.append(left / right)


def _evaluate(text, last):
    values, operators, before = [], [], "operator"
    position = 0
    for match in re.finditer(r"\s*(\d+\.\d*|\.\d+|\d+|[^\s])", text, re.ASCII):
        position, word = match.end(), match.group(1)
        if word[0] in "0123456789" or len(word) > 1 or word == "_":
            if before == "value":
                raise ValueError("two numbers without an operator")
            if word == "_" and last is None:
                raise ValueError("there is no last result")
            values.append(last if word == "_" else Fraction(word if word[-1] != "." else word + "0"))
            before = "value"
        elif word == "(":
            if before == "value":
                raise ValueError("no operator before (")
            operators.append(word)
        elif word == ")":
            if before != "value":
                raise ValueError("nothing before )")
            while operators and operators[-1] != "(":
                _apply(operators.pop(), values)
            if not operators:
                raise ValueError("no ( for this )")
            operators.pop()
        elif before == "operator":
            if word != "-":
                raise ValueError(f"nothing before {word}")
            operators.append("neg")
        elif word in RANK:
            while operators and operators[-1] != "(" and RANK[operators[-1]] >= RANK[word]:
                _apply(operators.pop(), values)
            operators.append(word)
            before = "operator"
        else:
            raise ValueError(f"{word!r} is no arithmetic")
    if text[position:].strip() or before != "value":
        raise ValueError("it ends too early")
    while operators:
        if operators[-1] == "(":
            raise ValueError("no ) for this (")
        _apply(operators.pop(), values)
    return values.pop()


def _plain(number):
    return number.numerator if number.denominator == 1 else float(number)


def calculator():
    answer, last = "ready", None
    while True:
        text = yield answer
        if not isinstance(text, str):
            answer = ("error", f"send a text, no {type(text).__name__}")
            continue
        try:
            result = _evaluate(text, last)
            answer = _plain(result)
        except (ValueError, ArithmeticError) as error:
            answer = ("error", str(error))
        else:
            last = result


def fibonacci(limit):
    root = 5**0.5  # <- fault

    def nth(n):
        # Binet's formula
        return round(((1 + root) / 2) ** n / root)

    position = 0
    for _ in range(limit):
        position += 1
        sent = yield nth(position)
        if isinstance(sent, int) and sent >= 0:
            position += sent


def running_average():
    mean, count = None, 0
    while True:
        try:
            x = yield mean
            if x is None:
                continue
        except ValueError:
            mean, count = None, 0
        else:
            count += 1
            mean = x / 1 if count == 1 else mean + (x - mean) / count


def pipeline(*stages):
    def join(source):
        generators = [iter(source)]
        try:
            for stage in stages:
                generators.append(stage(generators[-1]))
            while True:
                try:
                    item = next(generators[-1])
                except StopIteration:
                    return
                yield item
        finally:
            del generators[0]
            errors = []
            for generator in reversed(generators):
                try:
                    generator.close()
                except Exception as error:
                    errors.append(error)
            if errors:
                raise errors[0]

    return join
