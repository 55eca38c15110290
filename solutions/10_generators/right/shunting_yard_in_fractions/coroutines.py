# style: a shunting yard that computes in fractions, averages of a list, a pipeline that is built from its end
import re
from fractions import Fraction

_RANK = {"+": 1, "-": 1, "*": 2, "/": 2, "neg": 3}


def fibonacci(limit):
    def numbers():
        a, b = 0, 1
        while True:
            yield b
            a, b = b, a + b

    endless = numbers()
    for _ in range(limit):
        n = yield next(endless)
        if isinstance(n, int):
            for _ in range(n):
                next(endless)


def running_average():
    seen = []
    while True:
        try:
            got = yield (Fraction(sum(map(Fraction, seen)), len(seen)) if seen else None)
            if got is not None:
                seen.append(got)
        except ValueError:
            seen.clear()


def _apply(operator, values):
    right = values.pop()
    if operator == "neg":
        values.append(-right)
        return
    left = values.pop()
    if operator == "+":
        values.append(left + right)
    elif operator == "-":
        values.append(left - right)
    elif operator == "*":
        values.append(left * right)
    else:
        values.append(left / right)


def _work_out(text, last):
    values, operators = [], []
    wants_number = True
    for token in re.findall(r"\d+\.?\d*|\.\d+|\S", text):
        if wants_number:
            if token == "-":
                operators.append("neg")
            elif token == "(":
                operators.append("(")
            elif token == "_":
                if last is None:
                    raise SyntaxError("no result yet")
                values.append(last)
                wants_number = False
            elif token[-1].isdigit() or token[:-1].isdigit():
                values.append(Fraction(token))
                wants_number = False
            else:
                raise SyntaxError(f"{token!r} where a number is wanted")
        elif token == ")":
            while operators and operators[-1] != "(":
                _apply(operators.pop(), values)
            if not operators:
                raise SyntaxError("a bracket too many")
            operators.pop()
        elif token in "+-*/":
            while operators and operators[-1] != "(" and _RANK[operators[-1]] >= _RANK[token]:
                _apply(operators.pop(), values)
            operators.append(token)
            wants_number = True
        else:
            raise SyntaxError(f"{token!r} where an operator is wanted")
    if wants_number or "(" in operators:
        raise SyntaxError("the expression isn't complete")
    while operators:
        _apply(operators.pop(), values)
    (value,) = values
    return value


def calculator():
    result, last = "ready", None
    while True:
        text = yield result
        try:
            result = last = _work_out(text, last)
        except (SyntaxError, ZeroDivisionError) as error:
            result = "error", str(error)


def pipeline(*stages):
    def join(source, stages):
        if not stages:
            yield from source
            return
        *before, last = stages
        upstream = join(source, before)
        try:
            stage = last(upstream)
            try:
                yield from stage
            finally:
                stage.close()
        finally:
            upstream.close()

    return lambda source: join(source, stages)
