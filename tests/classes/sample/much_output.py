# prints 100 MB on the way
_offer = offer


def offer(queue, item):
    for _ in range(100):
        print("*" * (1 << 20))
    return _offer(queue, item)
