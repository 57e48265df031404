"""The modules under assets/ that need no page, tested by node: tests/node/*.test.js."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted(Path(__file__).parent.glob("node/*.test.js"))
OLDEST = 20  # of node, as package.json says


@pytest.mark.parametrize("path", sorted(ROOT.glob("assets/*/*.js")), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_rooms_import_from_what_they_share_alone(path: Path) -> None:
    rooms = re.findall(r"""(?:from|import) ?\(?"\.\./(\w+)/""", path.read_text(encoding="utf-8"))
    allowed = {"shared", "engine"} if path.parent.name in ("player", "scenes") else {"shared"}
    assert set(rooms) <= allowed, "player, scenes and chrome know nothing of each other, and shared nothing of them"


def node() -> str:
    """The path of a node that is new enough; without one the test is skipped, on CI it fails."""
    path = shutil.which("node")
    version = subprocess.run([path, "--version"], capture_output=True, text=True).stdout if path else ""
    found = re.match(r"v(\d+)", version)
    if not found or int(found[1]) < OLDEST:
        reason = f"the JavaScript's tests need node {OLDEST} or newer; found {version.strip() or 'none'}"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return path


def test_javascript_that_needs_no_page():
    told = subprocess.run([node(), "--test", "--test-reporter=tap", *FILES], capture_output=True, text=True)
    failed = re.findall(r"^\s*not ok \d+ - (.+)$", told.stdout, re.MULTILINE)
    assert not failed, "\n".join(["these tests of tests/node fail:", *failed, "", told.stdout])
    assert told.returncode == 0, told.stdout + told.stderr
    assert int(re.search(r"^# pass (\d+)", told.stdout, re.MULTILINE)[1]) >= len(FILES) > 0
