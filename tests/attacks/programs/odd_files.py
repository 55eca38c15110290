# aim: hand in files that stop or fill whoever copies them: a pipe, a socket, 8 GiB of nothing, no permissions
# place: fifo pipe.py
# place: fifo conftest.py
# place: socket line.py
# place: sparse big.bin 8589934592
# place: deep folders 200
# place: closed closed.py
def attack(*args):
    raise NotImplementedError("TODO")


double = join = apply_all = refuse = Tally = attack
