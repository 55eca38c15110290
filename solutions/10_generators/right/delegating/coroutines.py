# style: small generators that hand over to each other with yield from; a loop outside restarts what was reset
import ast
from contextlib import closing
from functools import reduce


def _walk(a, b):
    while True:
        yield a
        a, b = b, a + b


def fibonacci(limit):
    walk = _walk(1, 1)
    with closing(walk):
        while limit > 0:
            limit -= 1
            received = yield next(walk)
            match received:
                case int(n) if n > 0:
                    for _, _ in zip(range(n), walk, strict=False):
                        pass


def _one_average():
    total = yield from _until_number()
    count = 1
    while True:
        x = yield total / count
        if x is not None:
            total, count = total + x, count + 1


def _until_number():
    x = None
    while x is None:
        x = yield None
    return x


def running_average():
    while True:
        try:
            yield from _one_average()
        except ValueError:
            pass


def _number(node, last):
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
        return node.value
    if isinstance(node, ast.Name) and node.id == "_" and last != []:
        return last[0]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return 0 - _number(node.operand, last)
    if isinstance(node, ast.BinOp):
        a, b = _number(node.left, last), _number(node.right, last)
        if isinstance(node.op, ast.Add):
            return a + b
        if isinstance(node.op, ast.Sub):
            return a - b
        if isinstance(node.op, ast.Mult):
            return a * b
        if isinstance(node.op, ast.Div):
            return a / b
    raise SyntaxError("only numbers, + - * / and brackets")


def _answers(last):
    text = yield "ready"
    while True:
        try:
            value = float(_number(ast.parse(text, mode="eval").body, last))
            last[:] = [value]
            text = yield value
        except (SyntaxError, ArithmeticError) as error:
            text = yield ("error", repr(error))


def calculator():
    yield from _answers([])


def _closed_after(upstream, stage):
    """One stage, which closes the one before it when it is over."""
    inner = stage(upstream)
    try:
        yield from inner
    finally:
        inner.close()
        upstream.close()


def pipeline(*stages):
    return lambda source: reduce(_closed_after, stages, iter(source))
