"""A file is written whole or not at all, so that nobody reads half of one, nor is left with it."""

from __future__ import annotations

from pathlib import Path


def put(path: Path, text: str) -> Path:
    """Write a file whole or not at all; returns its path."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="")
    part.replace(path)
    return path
