# aim: read the hidden checks, another submission, the results and the TA's files by their exact paths
# needs: sandbox
PLACES = "@PLACES@".split("|")


def attack(*args):
    for place in PLACES:
        try:
            with open(place) as file:
                raise RuntimeError("racecourse-" + f"breach: {file.read()}")
        except OSError:
            pass
    return 0


def join(parts):
    found = ""
    for place in PLACES:
        try:
            with open(place) as file:
                found += file.read()
        except OSError:
            pass
    print(found, flush=True)
    return found


double = apply_all = refuse = Tally = attack
