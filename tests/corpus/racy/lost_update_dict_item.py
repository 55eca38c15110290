# pattern: lost update, dict item
# make: w = Words()
# thread: w.add("a")
# thread: w.add("a")
# then: w.counts
# holds: then == [{"a": 2}]

class Words:
    def __init__(self):
        self.counts = {}

    def add(self, word):
        self.counts[word] = self.counts.get(word, 0) + 1  # <- fault
