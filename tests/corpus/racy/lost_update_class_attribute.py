# pattern: lost update, attribute
# thread: Ticket()
# thread: Ticket()
# then: Ticket.made
# holds: then == [2]

class Ticket:
    made = 0

    def __init__(self):
        Ticket.made += 1  # <- fault
        self.number = Ticket.made
