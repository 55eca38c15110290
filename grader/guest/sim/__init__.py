"""The simulated machine: student code runs unmodified, one task at a time, in an order that a strategy chooses."""
