# fault: the stages are kept in a dict by their function: where one function stands there twice, only its second generator is closed | caught by: cleanup
import ast


def fibonacci(limit):
    a, b = 1, 1
    for _ in range(limit):
        sent = yield a
        skip = sent if type(sent) is int and sent > 0 else 0
        for _ in range(skip + 1):
            a, b = b, a + b


def running_average():
    total, count, answer = 0, 0, None
    while True:
        try:
            x = yield answer
        except ValueError:
            total, count, answer = 0, 0, None
            continue
        if x is not None:
            total += x
            count += 1
            answer = total / count


def _value(node, last):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.Name) and node.id == "_" and last is not None:
        return last
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, last)
    if isinstance(node, ast.BinOp):
        left, right = _value(node.left, last), _value(node.right, last)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return left * right
        if isinstance(node.op, ast.Div):
            return left / right
    raise ValueError("only numbers, + - * / ( ) and _")


def calculator():
    answer, last = "ready", None
    while True:
        text = yield answer
        try:
            answer = last = _value(ast.parse(str.strip(text), mode="eval").body, last)
        except Exception as error:
            answer = ("error", str(error) or type(error).__name__)


def pipeline(*stages):
    def run(source):
        made = {}  # <- fault
        items = iter(source)
        try:
            for stage in stages:
                items = stage(items)
                made[stage] = items
            for item in items:
                yield item
        finally:
            _close_all(list(made.values()))

    return run


def _close_all(made):
    if made:
        try:
            made[-1].close()
        finally:
            _close_all(made[:-1])
