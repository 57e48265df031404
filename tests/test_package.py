"""What `pip install .` brings: library, app and command; any release of torch, names that type checkers know."""

import ast
import inspect
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import get_type_hints

import pytest
from packaging.requirements import Requirement

import charviz as cv

ROOT = Path(__file__).parents[1]
COMPILED = (
    ROOT / "charviz/engines/kernels/__pycache__"
)  # where the loops are kept that these tests need not compile again
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_all_folders_with_code_are_packages() -> None:
    there = {".".join(path.parent.relative_to(ROOT).parts) for path in ROOT.glob("charviz/**/__init__.py")}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == there | {
        "charviz.app",
        "charviz.app.pages",
        "charviz.assets",
    }


def test_the_app_is_run_with_releases_that_the_library_allows() -> None:
    lines = (line.partition("#")[0].strip() for line in (ROOT / "requirements.txt").read_text().splitlines())
    app = {found.name: found for found in map(Requirement, filter(None, lines))}
    extra = PROJECT["project"]["optional-dependencies"]["app"]
    library = {found.name: found for found in map(Requirement, [*PROJECT["project"]["dependencies"], *extra])}
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
    for folder in ("charviz", "assets", "pages", ".streamlit"):
        shutil.copytree(ROOT / folder, source / folder, ignore=shutil.ignore_patterns("__pycache__", "pictures"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "app.py"):
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
        env={**os.environ, "PYTHONPATH": str(installed), "PYTHONIOENCODING": "utf-8", "NUMBA_CACHE_DIR": str(COMPILED)},
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


def test_all_that_the_app_reads_is_installed(installed: Path) -> None:
    """Whatever is in the repository's folders and is no source of something else."""
    sources = {".po", ".ts", ".json"}
    for folder, home in (
        ("assets", "charviz/assets"),
        ("pages", "charviz/app/pages"),
        (".streamlit", "charviz/app/.streamlit"),
    ):
        for path in (ROOT / folder).rglob("*"):
            wanted = path.is_file() and path.suffix not in sources and not {"pictures", "__pycache__"} & set(path.parts)
            if wanted and path.name != "architecture.svg":
                assert (installed / home / path.relative_to(ROOT / folder)).is_file(), path
    assert (installed / "charviz/app/app.py").read_bytes() == (ROOT / "app.py").read_bytes()
    assert sum(path.stat().st_size for path in installed.glob("*.whl")) < 2 * 2**20


def test_the_command_serves_the_installed_app_and_ends_all_at_ctrl_c(installed: Path, tmp_path: Path) -> None:
    """In a folder that is not the repository, where nothing is written."""
    cv.train(cv.RunConfig(steps=2)).save(tmp_path / "run.charviz")
    environment = {**os.environ, "PYTHONPATH": str(installed), "NUMBA_CACHE_DIR": str(COMPILED)}
    command = [sys.executable, "-m", "charviz", "run.charviz", "--no-browser"]
    how = {"cwd": tmp_path, "env": environment, "text": True, "start_new_session": True}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **how)
    try:
        address = re.search(r"http://\S+", next(line for line in server.stdout if "http://" in line))[0]
        page, link = until_answered(address)
        assert "<html" in page
        script = re.search(r"<([^>]*player/player\.js)>", link)[1]
        with urllib.request.urlopen(f"{address}/{script}") as answer:
            assert b"export default" in answer.read()
    finally:
        os.killpg(server.pid, signal.SIGINT)
        told = server.communicate(timeout=60)[0]
    assert server.returncode == 0 and "Traceback" not in told, told
    assert [path.name for path in tmp_path.iterdir()] == ["run.charviz"]
    with pytest.raises(ProcessLookupError):
        os.killpg(server.pid, 0)


def until_answered(address: str) -> tuple[str, str]:
    """A page, and what its header Link names."""
    request = urllib.request.Request(address, headers={"Accept": "text/html"})
    while True:
        try:
            with urllib.request.urlopen(request) as answer:
                return answer.read().decode(), answer.headers["Link"]
        except urllib.error.URLError:
            time.sleep(0.1)


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
    owners = {
        base for owner in found if inspect.isclass(owner) for base in owner.__mro__ if "charviz." in base.__module__
    }
    members = (value for owner in sorted(owners, key=str) for value in vars(owner).values())
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
    large = ",".join(
        f"{name}.*" for name in ("torch", "pandas", "plotly", "streamlit", "numba", "IPython", "distributed")
    )
    quick = f"[mypy]\nmypy_path = {ROOT}\nfollow_imports = silent\n[mypy-{large}]\nfollow_imports = skip\n"
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
