# fault: the result of each part of an expression is stored as the last result, so when a later part fails, `_` is that part | caught by: correctness
"""No generator of mine at all: classes with __next__, send, throw and close."""
import ast
import operator


class _Coroutine:
    """What all of them have in common. A subclass has first() and answer(x)."""

    def __init__(self):
        self._begun = False
        self._ended = False

    def __iter__(self):
        return self

    def __next__(self):
        return self.send(None)

    def send(self, value):
        if self._ended:
            raise StopIteration
        if not self._begun:
            if value is not None:
                raise TypeError("can't send a value before the first next")
            self._begun = True
            step, args = self.first, ()
        else:
            step, args = self.answer, (value,)
        try:
            return step(*args)
        except BaseException:
            self._ended = True
            raise

    def throw(self, kind, value=None, traceback=None):
        error = kind if isinstance(kind, BaseException) else kind() if value is None else (
            value if isinstance(value, BaseException) else kind(value)
        )
        if not self._ended and self._begun:
            try:
                return self.thrown(error)
            except BaseException:
                self._ended = True
                raise
        self._ended = True
        raise error

    def thrown(self, error):
        raise error

    def close(self):
        self._ended = True


class fibonacci(_Coroutine):
    def __init__(self, limit):
        super().__init__()
        self._left, self._pair = limit, (0, 1)

    def first(self):
        return self.answer(0)

    def answer(self, skip):
        if self._left <= 0:
            raise StopIteration
        self._left -= 1
        if not isinstance(skip, int) or skip < 0:
            skip = 0
        for _ in range(1 + skip):
            a, b = self._pair
            self._pair = b, a + b
        return self._pair[0]


class running_average(_Coroutine):
    def __init__(self):
        super().__init__()
        self._numbers = []

    def first(self):
        return None

    def answer(self, x):
        if x is not None:
            self._numbers.append(x)
        return sum(self._numbers) / len(self._numbers) if self._numbers else None

    def thrown(self, error):
        if not isinstance(error, ValueError):
            raise error
        self._numbers.clear()
        return None


class calculator(_Coroutine):
    BOTH = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}

    def __init__(self):
        super().__init__()
        self._last = 0

    def first(self):
        return "ready"

    def answer(self, text):
        try:
            result = self._walk(ast.parse(str.strip(text), mode="eval").body, self._last)
        except Exception as error:
            return "error", repr(error)
        self._last = result
        return result

    def _walk(self, node, last):
        match node:
            case ast.Constant(value=bool() | complex()):
                raise ValueError("no such numbers")
            case ast.Constant(value=int() | float() as number):
                return number
            case ast.Name(id="_"):
                return last
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._walk(operand, last)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in self.BOTH:
                self._last = self.BOTH[type(op)](self._walk(left, last), self._walk(right, last))  # <- fault
                return self._last
        raise ValueError(f"{type(node).__name__} is no arithmetic")


class _Joined:
    def __init__(self, stages, source):
        self._made = []
        self._closed = False
        self._last = iter(source)
        for stage in stages:
            self._last = iter(stage(self._last))
            self._made.append(self._last)

    def __iter__(self):
        return self

    def __next__(self):
        if self._closed:
            raise StopIteration
        try:
            return next(self._last)
        except BaseException:
            self.close()
            raise

    def send(self, value):
        if value is None or self._closed:
            return next(self)
        try:
            return self._last.send(value)
        except BaseException:
            self.close()
            raise

    def throw(self, *error):
        if self._closed or not self._made:
            self._closed = True
            raise error[0]
        try:
            return self._last.throw(*error)
        except BaseException:
            self.close()
            raise

    def close(self):
        self._closed = True
        failed = None
        while self._made:
            try:
                self._made.pop().close()
            except BaseException as error:
                failed = failed or error
        if failed:
            raise failed


class pipeline:
    def __init__(self, *stages):
        self._stages = stages

    def __call__(self, source):
        return _Joined(self._stages, source)
