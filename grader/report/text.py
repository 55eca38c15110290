"""Text of a stranger's made harmless: nothing that a terminal obeys, that hides, or that has no end.

HTML is not escaped here but where it is made; this is about characters that no place should ever see.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256
from typing import Final

MAX_TEXT: Final = 20_000

# ECMA-48: CSI, then strings (OSC, DCS, SOS, PM, APC) up to BEL or ST, then two-character escapes.
_ESCAPES: Final = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?"
    r"|\x1b[ -/]*[0-~]"
)
_LINE_ENDS: Final = re.compile(r"\r\n|\r(?=\n)")
_HARMLESS: Final = frozenset("\t\u200c\u200d")  # the last two join letters of some scripts


def clean(text: str, limit: int = MAX_TEXT) -> str:
    """Return `text` without escape sequences, control characters made visible, and cut to `limit` characters."""
    cut = text[: 2 * limit]  # first, so that nobody pays for a flood
    cut = _ESCAPES.sub("", _LINE_ENDS.sub("\n", cut))
    cut = "\n".join(line if line.isprintable() else _shown(line) for line in cut.split("\n"))
    return cut if len(cut) <= limit and len(text) <= 2 * limit else cut[:limit] + "\n… (cut)"


def _shown(line: str) -> str:
    return "".join(char if char in _HARMLESS or _is_plain(char) else _visible(char) for char in line)


def _is_plain(char: str) -> bool:
    # Cc controls, Cf invisible formats such as the bidirectional overrides, Cs half pairs, Zl and Zp line ends
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _visible(char: str) -> str:
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)  # the block of control pictures
    return "\N{REPLACEMENT CHARACTER}"


def one_line(text: str, limit: int = 300) -> str:
    """Return `text` as one line of at most `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def file_stems(names: list[str]) -> dict[str, str]:
    """Return for each name a file stem that is readable, safe on any system and unlike all others.

    Letters and digits of any script stay; a name that is not quite expressed by its stem gets a few characters of
    its hash, and so do all that differ only in case or in form.
    """
    stems = {name: _stem(name) for name in names}
    folded = [_fold(stem) for stem in stems.values()]
    return {
        name: stem if stem == name and folded.count(_fold(stem)) == 1 else f"{stem}-{_hash(name)}"
        for name, stem in stems.items()
    }


def _stem(name: str) -> str:
    kept = "".join(char if char.isalnum() or char in "-_" else "_" for char in name).strip("_")
    while len(kept.encode("utf-8", "replace")) > 120:
        kept = kept[:-1]
    reserved = re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d|index", kept)
    return kept if kept and not reserved else f"_{kept}"


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _hash(name: str) -> str:
    return sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:8]
