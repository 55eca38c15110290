"""How far the hidden checks of topic 03 explore."""

from grader import Limits

LIMITS = Limits(walks=50, schedules=150, points=120_000)
"""Far enough to find an order that does harm, and soon over where an answer goes many steps: polling, pools."""
WITH_ROOM = Limits(walks=50, schedules=200, points=120_000)
"""For what the walks of 1 seed in 600 miss, and what the bounded search finds with its 122nd schedule."""
WIDER = Limits(walks=100, schedules=200, points=120_000)
"""For what one walk in eight finds, or fewer, and no bounded search of this length."""
