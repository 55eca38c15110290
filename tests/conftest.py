"""What all tests share: the longest begin first, or at the end one worker would be left alone with them."""

from __future__ import annotations

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Make the mark known."""
    config.addinivalue_line("markers", "long: takes minutes, so it begins before the others")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Move long tests to the front; pytest-xdist hands tests out in this order."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)
