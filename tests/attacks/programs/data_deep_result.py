# aim: return what is nested a million times, or contains itself
def double(x):
    nest = []
    for _ in range(1_000_000):
        nest = [nest]
    return nest


def join(parts):
    loop = {}
    loop["self"] = [loop, (loop,)]
    return loop


def attack(*args):
    nest = ()
    for _ in range(40):
        nest = (nest, {0: nest})
    return nest


apply_all = refuse = Tally = attack
