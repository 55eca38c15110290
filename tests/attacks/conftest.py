"""The target course is graded by test_attacks.py; it is no part of the kit's own test run."""

collect_ignore = ["course", "programs"]
