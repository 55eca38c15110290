"""The wall: launches a command in a box that it can't leave, and ends it with all it started. Linux only inside."""

from grader.procfs import Sample, descendants, sample
from grader.sandbox.box import DEVNULL, Box, launch
from grader.sandbox.bubblewrap import python_command
from grader.sandbox.cgroup import sweep
from grader.sandbox.limits import Limits, Mount, SandboxError
from grader.sandbox.probe import Probe, probe

__all__ = [
    "DEVNULL",
    "Box",
    "Limits",
    "Mount",
    "Probe",
    "Sample",
    "SandboxError",
    "descendants",
    "launch",
    "probe",
    "python_command",
    "sample",
    "sweep",
]
