"""The filter as the kernel would read it, for both machines."""

from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from grader.sandbox import SandboxError
from grader.sandbox.seccomp import _DENIED, _MACHINES, program

ALLOW, KILL, ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
EPERM, ENOSYS, EAFNOSUPPORT, EPROTONOSUPPORT = 1, 38, 97, 93


def answer(machine: str, number: int, *arguments: int, architecture: int | None = None) -> int:
    """Interpret the filter for one call; arguments beyond the lower half are there to be ignored."""
    data = struct.pack("<iIQ", number, architecture or _MACHINES[machine][1], 0)
    data += struct.pack("<6Q", *arguments, *[0] * (6 - len(arguments)))
    code = list(struct.iter_unpack("<HBBI", program(machine)))
    word = at = 0
    while True:
        operation, if_true, if_false, value = code[at]
        at += 1
        match operation:
            case 0x20:
                (word,) = struct.unpack_from("<I", data, value)
            case 0x06:
                return int(value)
            case 0x15:
                at += if_true if word == value else if_false
            case 0x25:
                at += if_true if word > value else if_false
            case 0x45:
                at += if_true if word & value else if_false
            case _:
                raise AssertionError(f"unknown instruction {operation:#x}")


@pytest.fixture(params=["x86_64", "aarch64"])
def machine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_denied_calls_are_denied_and_all_others_allowed(machine: str) -> None:
    column = _MACHINES[machine][0]
    denied = {pair[column] for pair in _DENIED.values()}
    socket, socketpair = ((41, 53), (198, 199))[column]
    for number in range(463):
        if number in denied:
            assert answer(machine, number) == ERRNO | EPERM
        elif number == 435:
            assert answer(machine, number) == ERRNO | ENOSYS
        elif number in {socket, socketpair}:
            assert answer(machine, number, 0) == ERRNO | EAFNOSUPPORT
        else:
            assert answer(machine, number) == ALLOW


def test_unknown_calls_and_foreign_conventions_are_stopped(machine: str) -> None:
    assert answer(machine, 463) == ERRNO | ENOSYS
    assert answer(machine, 0x40000000 | 101) == ERRNO | ENOSYS
    assert answer(machine, 0, architecture=0x40000003) == KILL


def test_arguments_decide(machine: str) -> None:
    column = _MACHINES[machine][0]
    clone, ioctl, socket, personality = ((56, 16, 41, 135), (220, 29, 198, 92))[column]
    for flag in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        assert answer(machine, clone, flag | 17) == ERRNO | EPERM
    threads = 0x3D0F00  # what pthread_create asks for
    assert answer(machine, clone, threads) == ALLOW
    assert [answer(machine, ioctl, 0, request) for request in (0x5412, 0x541C)] == [ERRNO | EPERM] * 2
    assert answer(machine, ioctl, 0, 0xFFFFFFFF00000000 | 0x5412) == ERRNO | EPERM
    assert [answer(machine, socket, family, 1) for family in (1, 2, 10)] == [ALLOW] * 3
    assert [answer(machine, socket, family, 3) for family in (16, 17, 38, 40)] == [ERRNO | EAFNOSUPPORT] * 4
    assert answer(machine, socket, 2, 1, 132) == ERRNO | EPROTONOSUPPORT
    assert [answer(machine, personality, value) for value in (0, 0xFFFFFFFF)] == [ALLOW] * 2
    assert answer(machine, personality, 0x0040000) == ERRNO | EPERM


def test_other_machines_are_refused() -> None:
    with pytest.raises(SandboxError, match="riscv64"):
        program("riscv64")


@pytest.mark.parametrize(
    ("column", "header"),
    [(0, "/usr/include/x86_64-linux-gnu/asm/unistd_64.h"), (1, "/usr/include/asm-generic/unistd.h")],
)
def test_the_numbers_are_the_kernels(column: int, header: str) -> None:
    if not Path(header).exists():
        pytest.skip(f"the kernel's headers are not installed: no {header}")
    text = Path(header).read_text()
    numbers = {name: int(value) for name, value in re.findall(r"#define __NR(?:3264)?_(\w+) (\d+)", text)}
    ours = {name: pair[column] for name, pair in _DENIED.items() if name in numbers}
    assert len(ours) > 40
    assert ours == {name: numbers[name] for name in ours}
