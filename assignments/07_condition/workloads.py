"""Small pieces to try your buffer, gate and latch with. They are ours: read them, call them, but don't hand them in.

Standard library only.
"""

import ast
import sys
import time
from pathlib import Path


def pause(seconds):
    """Sleep."""
    time.sleep(seconds)


def open_and_close(gate):
    """Open a gate and close it again at once: whoever waited in front of it passes all the same."""
    gate.open()
    gate.close()


def producer(buffer, items):
    """Put all items, one after the other."""
    for item in items:
        buffer.put(item)


def consumer(buffer, count):
    """Get `count` items and return them as a list."""
    return [buffer.get() for _ in range(count)]


def imported_modules():
    """Return the names of all modules that the files beside `bounded_buffer.py` import, wherever they do it."""
    folder = Path(sys.modules["bounded_buffer"].__file__).parent
    names = set()
    for file in folder.glob("*.py"):
        if file.name == "workloads.py" or file.name.startswith("test_"):
            continue
        for node in ast.walk(ast.parse(file.read_bytes())):
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                names.add(node.module or "")
            elif isinstance(node, ast.Call):  # __import__("queue"), importlib.import_module("queue")
                called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if called in ("__import__", "import_module"):
                    names.update(str(argument.value) for argument in node.args if isinstance(argument, ast.Constant))
    return sorted(names)
