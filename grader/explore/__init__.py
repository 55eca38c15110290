"""Which schedule next: pure algorithms over what was seen of earlier runs. No threads, no clock, no I/O."""
