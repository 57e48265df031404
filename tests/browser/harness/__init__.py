"""What the browser tests have in common."""

import os

import pytest


def absent(reason: str) -> None:
    """Skips a test without its browser; on CI it fails."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
