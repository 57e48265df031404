"""The version: pyproject.toml's in the repository, the package's metadata where that is installed."""

import tomllib
from importlib.metadata import version

from charviz.paths import ROOT

PROJECT = ROOT / "pyproject.toml"


def _version() -> str:
    """The repository's own comes first: another release may be installed beside it."""
    if PROJECT.is_file() and (project := tomllib.loads(PROJECT.read_text("utf-8")).get("project", {})):
        if project.get("name") == "charviz":
            return project["version"]
    return version("charviz")


__version__ = _version()
