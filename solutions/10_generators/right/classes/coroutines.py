# style: no generator function anywhere: classes with __next__, send, throw and close
import ast
from collections.abc import Generator


class fibonacci(Generator):  # noqa: N801
    def __init__(self, limit):
        self.left = limit
        self.pair = (1, 1)

    def step(self):
        a, b = self.pair
        self.pair = (b, a + b)
        return a

    def send(self, value):
        if self.left <= 0:
            raise StopIteration
        if isinstance(value, int):
            for _ in range(value):
                self.step()
        self.left -= 1
        return self.step()

    def throw(self, kind, value=None, trace=None):
        self.left = 0
        raise kind if value is None else value


class running_average:  # noqa: N801
    def __init__(self):
        self.sum = self.n = 0
        self.is_over = False

    def __iter__(self):
        return self

    def __next__(self):
        return self.send(None)

    def send(self, x):
        if self.is_over:
            raise StopIteration
        if x is not None:
            self.sum += x
            self.n += 1
        return self.sum / self.n if self.n else None

    def throw(self, error, *_):
        if error is ValueError or isinstance(error, ValueError):
            self.sum = self.n = 0
            return None
        self.is_over = True
        raise error

    def close(self):
        self.is_over = True


class Walker(ast.NodeVisitor):
    def __init__(self, last):
        self.last = last

    def visit_Expression(self, node):
        return self.visit(node.body)

    def visit_Constant(self, node):
        if type(node.value) not in (int, float):
            raise ValueError("not a number")
        return node.value

    def visit_Name(self, node):
        if node.id != "_" or self.last is None:
            raise ValueError(f"unknown name {node.id}")
        return self.last

    def visit_UnaryOp(self, node):
        if not isinstance(node.op, ast.USub):
            return self.generic_visit(node)
        return -self.visit(node.operand)

    def visit_BinOp(self, node):
        left, right = self.visit(node.left), self.visit(node.right)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return left * right
        if isinstance(node.op, ast.Div):
            return left / right
        return self.generic_visit(node)

    def generic_visit(self, node):
        raise ValueError(f"{type(node).__name__} is not allowed")


class calculator:  # noqa: N801
    def __init__(self):
        self.last = None

    def __iter__(self):
        return self

    def __next__(self):
        return "ready"

    def send(self, text):
        if text is None:
            return next(self)
        try:
            self.last = Walker(self.last).visit(ast.parse(text, mode="eval"))
        except (SyntaxError, ValueError, ZeroDivisionError) as error:
            return "error", str(error)
        return self.last


class pipeline:  # noqa: N801
    def __init__(self, *stages):
        self.stages = stages

    def __call__(self, source):
        return Flow(self.stages, source)


class Flow:
    def __init__(self, stages, source):
        self.chain = [source]
        for stage in stages:
            self.chain.append(stage(self.chain[-1]))

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.chain[-1])

    def close(self):
        for stage in self.chain[1:]:
            stage.close()
