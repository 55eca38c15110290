# pattern: lost update, list item
# thread: hit()
# thread: hit()
# then: hit()
# holds: then == [3]

def hit(seen=[0]):
    seen[0] = seen[0] + 1  # <- fault
    return seen[0]
