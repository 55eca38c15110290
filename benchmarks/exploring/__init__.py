"""The parts of `benchmarks.explore`, each of which can be ended at any moment and goes on where it was."""
