"""The lock file: a version of everything that is required, for every machine, and nothing of one machine alone."""

import re
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def required(name: str) -> list[Requirement]:
    lines = (line.partition("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-r ")]


@pytest.fixture(scope="module")
def locked() -> dict[str, list[Requirement]]:
    """Name -> its lines, one for each kind of machine."""
    found: dict[str, list[Requirement]] = {}
    for line in required("requirements-lock.txt"):
        found.setdefault(canonicalize_name(line.name), []).append(line)
    return found


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_each_requirement_has_a_version_inside_its_range(name: str, locked: dict[str, list[Requirement]]) -> None:
    for wanted in required(name):
        lines = locked.get(canonicalize_name(wanted.name), [])
        assert lines, f"{wanted}: `make lock` was forgotten"
        for line in lines:
            assert re.fullmatch(r"==[\w.!]+", str(line.specifier)), line
            assert wanted.specifier.contains(str(line.specifier)[2:]), f"{wanted}: `make lock` was forgotten"


def test_it_serves_every_machine(locked: dict[str, list[Requirement]]) -> None:
    """The build of torch for CPUs wants nothing for GPUs, and which registry serves it is each machine's own affair."""
    assert [str(line) for line in locked["torch"]] == ["torch==2.13.0"]
    assert not [name for name in locked if name.startswith(("nvidia", "cuda", "triton"))]
    assert {name: line.url for name, lines in locked.items() for line in lines if line.url} == {}
    for system in ("win32", "darwin", "linux"):
        for python in ("3.11", "3.12", "3.13"):
            machine = {"sys_platform": system, "python_version": python, "python_full_version": f"{python}.1"}
            once = [name for name, lines in locked.items() for line in lines
                    if line.marker is None or line.marker.evaluate(machine)]  # fmt: skip
            assert len(once) == len(set(once)) > 80, (system, python)
