# pattern: double-checked init
# thread: get()
# thread: get()
# then: loads
# holds: then == [["load"]]

import threading

_lock = threading.Lock()
_config = {}
loads = []


def get():
    with _lock:
        if not _config:
            loads.append("load")
            _config["debug"] = True
        return _config["debug"]
