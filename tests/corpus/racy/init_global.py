# pattern: double-checked init
# thread: config()
# thread: config()
# then: loads
# holds: then == [["load"]]

_config = None
loads = []


def load():
    loads.append("load")
    return {"debug": True}


def config():
    global _config
    if not _config:
        _config = load()  # <- fault
    return _config
