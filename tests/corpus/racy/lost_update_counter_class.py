# pattern: lost update, dict item
# thread: tally(["ab", "a"])
# holds: threads == [[{"a": 2, "b": 1}]]

import collections
import threading as th


def tally(texts):
    counts = collections.defaultdict(int)

    def work(text):
        for letter in text:
            counts[letter] += 1  # <- fault

    threads = [th.Thread(target=work, args=(text,)) for text in texts]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return dict(counts)
