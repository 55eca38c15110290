# fault: each stage is run to its end before the next begins | caught by: correctness
import ast
import operator

_OPERATORS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def fibonacci(limit):
    a, b = 1, 1
    for _ in range(limit):
        sent = yield a
        skip = sent if isinstance(sent, int) and sent > 0 else 0
        for _ in range(skip + 1):
            a, b = b, a + b


def running_average():
    total, count = 0, 0
    while True:
        try:
            number = yield total / count if count else None
        except ValueError:
            total, count = 0, 0
        else:
            if number is not None:
                total += number
                count += 1


def calculator():
    last = None
    answer = "ready"
    while True:
        text = yield answer
        try:
            answer = last = _value(ast.parse(text, mode="eval").body, last)
        except Exception as error:
            answer = ("error", str(error))


def _value(node, last):
    match node:
        case ast.Constant(value=int() | float() as number):
            return number
        case ast.Name(id="_") if last is not None:
            return last
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, last)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](_value(left, last), _value(right, last))
    raise ValueError(f"{ast.unparse(node)} is no arithmetic")


def pipeline(*stages):
    def run(source):
        opened = [source]
        try:
            for stage in stages:
                opened.append(stage(iter(list(opened[-1]))))  # <- fault
            yield from opened[-1]
        finally:
            for stage in reversed(opened[1:]):
                stage.close()

    return run
