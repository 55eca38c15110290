# does not compile


def offer(queue, item)
    return True
