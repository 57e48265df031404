"""What `pip install .` brings: all of the library and its languages, any release of torch, names that type checkers know."""

import ast
import inspect
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import get_type_hints

import pytest
from packaging.requirements import Requirement

import charviz as cv

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_all_folders_with_code_are_packages() -> None:
    there = {".".join(path.parent.relative_to(ROOT).parts) for path in ROOT.glob("charviz/**/__init__.py")}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == there | {"charviz.assets"}


def test_the_app_is_run_with_releases_that_the_library_allows() -> None:
    lines = (line.partition("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines())
    app = {found.name: found for found in map(Requirement, filter(None, lines))}
    library = {found.name: found for found in map(Requirement, PROJECT["project"]["dependencies"])}
    assert app.keys() == library.keys()
    for name, wanted in library.items():
        least = [bound.version for bound in app[name].specifier if bound.operator in (">=", "==")]
        assert all(wanted.specifier.contains(number) for number in least) and least, name
        assert all(bound.operator == ">=" for bound in wanted.specifier), f"{name}: a library caps nobody"
        assert app[name].specifier.contains(version(name).partition("+")[0]), name


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what pip would install, far from the repository."""
    pytest.importorskip("setuptools")
    source, target = (tmp_path_factory.mktemp(name) for name in ("source", "site-packages"))
    for folder in ("charviz", "assets/locale", "assets/engine", "assets/player", "assets/shared"):
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "."]
    done = subprocess.run([*command, "-w", str(target)], cwd=source, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = target.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(target)
    return target


def said(installed: Path, code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=installed,
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_an_installed_library_speaks_korean(installed: Path) -> None:
    code = "import charviz.i18n as t; print(t.__file__, t.LANGUAGES.keys(), t.catalogue('ko').gettext('Settings'))"
    told = said(installed, code)
    assert told.startswith(str(installed)) and "'ko'" in told and told.split()[-1] != "Settings"


def test_an_installed_library_makes_pages_that_play(installed: Path) -> None:
    code = "import charviz as cv; print(cv.train(cv.RunConfig(steps=3)).to_html(language='ko'))"
    assert said(installed, code) == cv.train(cv.RunConfig(steps=3)).to_html(language="ko").strip()


def test_it_is_of_the_version_that_it_says(installed: Path) -> None:
    found = said(installed, "import charviz, importlib.metadata as m; print(charviz.__version__, m.version('charviz'))")
    assert found.split() == [PROJECT["project"]["version"]] * 2 == [cv.__version__] * 2
    assert (installed / "charviz/py.typed").is_file()


def test_the_public_names_stand_alike_in_three_lists() -> None:
    tree = ast.parse(Path(cv.__file__).read_text(encoding="utf-8"))
    shown = {
        alias.name: node.module.removeprefix("charviz.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("charviz.")
        for alias in node.names
    }
    assert shown == cv._HOMES and set(cv.__all__) == set(shown)
    assert len(dir(cv)) == len(set(dir(cv))) and set(cv.__all__) <= set(dir(cv))


def public() -> list[object]:
    """All public functions and classes, and the classes' own methods and properties."""
    found = [value for name in cv.__all__ if callable(value := getattr(cv, name))]
    members = (value for owner in found if inspect.isclass(owner) for value in vars(owner).values())
    functions = (getattr(member, "fget", None) or getattr(member, "__func__", member) for member in members)
    return found + [function for function in functions if inspect.isfunction(function)]


@pytest.mark.parametrize("value", public(), ids=lambda value: value.__qualname__)
def test_its_annotations_can_be_read(value: object) -> None:
    get_type_hints(value)


USED = """
reveal_type(cv.train(cv.RunConfig()))
reveal_type(cv.compare([cv.RunConfig()]).verdict())
reveal_type(cv.PRESETS["hihello"].config)
reveal_type(cv.floor("hello").loss)
cv.nothing
"""


def test_a_type_checker_knows_the_public_names(tmp_path: Path) -> None:
    mypy = pytest.importorskip("mypy.api")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    example = readme.partition("```python\n")[2].partition("```")[0]
    (tmp_path / "used.py").write_text(example + USED, encoding="utf-8")
    quick = f"[mypy]\nmypy_path = {ROOT}\nfollow_imports = silent\n[mypy-torch.*]\nfollow_imports = skip\n"
    (tmp_path / "mypy.ini").write_text(quick, encoding="utf-8")
    files = {"--config-file": "mypy.ini", "--cache-dir": "cache"}
    told, _errors, _code = mypy.run(
        [*(f"{key}={tmp_path / name}" for key, name in files.items()), str(tmp_path / "used.py")]
    )
    errors = [line for line in told.splitlines() if ": error:" in line]
    assert len(errors) == 1 and "no attribute" in errors[0], told  # the last line's, which there should be
    kinds = re.findall(r'Revealed type is "(.*)"', told)
    assert (
        len(kinds) == 4
        and "Any" not in kinds
        and kinds[::2] == ["charviz.runs.run.Run", "charviz.config.run_config.RunConfig"]
    ), told
