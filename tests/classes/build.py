"""Build the sample class: 35 students who hand in what students hand in.

    python -m tests.classes.build DEST

Answers come from `solutions/`, small faults from `sample/`: each of its files is appended to a right answer, or lies
beside it. What can't be kept as a readable file (zips, links, odd encodings) is made here.
"""

from __future__ import annotations

import shutil
import stat
import struct
import sys
import zipfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
SAMPLE: Final = Path(__file__).resolve().parent / "sample"
TOPICS: Final = {"02_pool": "pipeline.py", "03_queue": "queues.py", "14_tcp_client": "tcp_client.py"}


def answer(topic: str, kind: str = "reference", number: int = 0) -> str:
    """Return an answer's text: the reference, or the right or wrong one of that number in order of name."""
    folder = ROOT / "solutions" / topic / kind
    if kind != "reference":
        styles = sorted(path for path in folder.iterdir() if path.is_dir())
        folder = styles[number % len(styles)]
    return (folder / TOPICS[topic]).read_text(encoding="utf-8")


def sample(name: str) -> str:
    """Return the text of a file of `sample/`."""
    return (SAMPLE / name).read_text(encoding="utf-8")


class SampleClass:
    """A folder that fills with students."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def folder(self, student: str, topic: str) -> Path:
        """Make a student's folder of a topic."""
        made = self.root / student / topic
        made.mkdir(parents=True, exist_ok=True)
        return made

    def give(self, student: str, topic: str, text: str | bytes, name: str = "") -> None:
        """Hand in one file; by default the module of the topic."""
        data = text.encode() if isinstance(text, str) else text
        (self.folder(student, topic) / (name or TOPICS[topic])).write_bytes(data)

    def give_all(self, student: str, kind: str = "reference", number: int = 0) -> None:
        """Hand in an answer of that kind and number to all topics."""
        for topic in TOPICS:
            self.give(student, topic, answer(topic, kind, number))

    def spoil(self, student: str, topic: str, fault: str) -> None:
        """Hand in a right answer with a fault of `sample/` at its end."""
        self.give(student, topic, answer(topic) + "\n\n" + sample(fault))

    def zip(self, name: str, *entries: tuple[str | zipfile.ZipInfo, str | bytes]) -> Path:
        """Hand in a zip."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for entry, content in entries:
                archive.writestr(entry, content)
        return path


def build(root: Path) -> None:
    """Fill `root`, which must be new or empty."""
    made = SampleClass(root)
    root.mkdir(parents=True, exist_ok=True)
    if any(root.iterdir()):
        raise SystemExit(f"{root} is not empty: name a new folder.")
    right_and_wrong(made)
    broken_programs(made)
    odd_files(made)
    zips(made)


def right_and_wrong(made: SampleClass) -> None:
    """Students with a whole answer to each topic."""
    made.give_all("ada")
    for number, student in enumerate(("bela", "陈小明", "Дмитрий", "émile")):
        made.give_all(student, "right", number)
    for number, student in enumerate(("فاطمة", "grace", "heidi", "ivan", "judy", "kofi")):
        made.give_all(student, "wrong", 5 * number)
    for topic in TOPICS:  # an untouched handout, with all that students got
        shutil.copytree(
            ROOT / "assignments" / topic,
            made.folder("lena", topic),
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("__pycache__"),
        )


def broken_programs(made: SampleClass) -> None:
    """Students whose program can't be imported, never ends, or ends too much."""
    made.give("mia", "03_queue", sample("syntax_error.py"))
    made.spoil("nils", "03_queue", "endless_import.py")
    made.spoil("olga", "03_queue", "endless_call.py")
    made.spoil("pat", "02_pool", "exit_at_import.py")
    made.spoil("quentin", "02_pool", "exit_in_call.py")
    made.spoil("rosa", "03_queue", "deadlock.py")
    made.spoil("sam", "03_queue", "much_output.py")
    made.spoil("tove", "02_pool", "markup.py")


def odd_files(made: SampleClass) -> None:
    """Students whose folder is not what was asked for."""
    made.give("umar", "03_queue", "I will do it tomorrow.\n", "notes.txt")
    made.folder("vera", "02_pool")
    made.give("wim", "03_queue", (answer("03_queue") + '\n\nKEY = "Schlüssel"\n').encode("latin-1", "replace"))
    made.give("xue 雪", "03_queue", answer("03_queue"))
    made.give("xue 雪", "03_queue", sample("threading.py"), "threading.py")
    made.give("yusuf", "02_pool", answer("02_pool"))
    (made.folder("yusuf", "02_pool") / "passwords.txt").symlink_to("/etc/passwd")
    (made.folder("zoë", "03_queue") / "queues.py").symlink_to("../../ada/03_queue/queues.py")
    made.give("eve", "02_pool", answer("02_pool", "wrong"))
    for name in ("conftest.py", "sitecustomize.py"):
        made.give("eve", "02_pool", sample(name), name)
    made.give("eve", "02_pool", "[pytest]\naddopts = --co\n", "pytest.ini")


def zips(made: SampleClass) -> None:
    """Students who pack their files, well or not."""
    whole = [(f"yara/{topic}/{module}", answer(topic, "right", 1)) for topic, module in TOPICS.items()]
    junk = [("__MACOSX/yara/._02_pool", "x"), ("yara/.DS_Store", "x")]
    made.zip("yara.zip", *whole, *junk)
    made.zip("karl/14_tcp_client.zip", ("14_tcp_client/tcp_client.py", answer("14_tcp_client", "right", 2)))
    climbs = [(f"{up}stolen.py", "print('out')\n") for up in ("../", "../../", "/tmp/", "..\\..\\")]
    made.zip("luca/02_pool.zip", ("pipeline.py", answer("02_pool")), *climbs)
    link = zipfile.ZipInfo("pipeline.py")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    made.zip("mona/02_pool.zip", (link, "/etc/passwd"), ("readme.txt", "a link"))
    (made.root / "noor.zip").write_bytes(b"PK\3\4 the upload broke off here")
    locked = made.zip("otto/02_pool.zip", ("pipeline.py", answer("02_pool")))
    locked.write_bytes(encrypted_in_name(locked.read_bytes()))
    made.zip("pia/02_pool.zip", *((f"zeros{number}.txt", bytes(40 << 20)) for number in range(3)))
    made.zip("quinn/02_pool.zip", *((f"zeros{number}.txt", bytes(2 << 20)) for number in range(12)))


def encrypted_in_name(data: bytes) -> bytes:
    """Set the flag "encrypted" in a zip of one entry."""
    changed = bytearray(data)
    for start, offset in ((data.index(b"PK\3\4"), 6), (data.rindex(b"PK\1\2"), 8)):
        (flags,) = struct.unpack_from("<H", changed, start + offset)
        struct.pack_into("<H", changed, start + offset, flags | 1)
    return bytes(changed)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m tests.classes.build DEST")
    build(Path(sys.argv[1]))
