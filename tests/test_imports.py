"""The layers: who may import whom, held over the whole tree."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted([*ROOT.glob("charviz/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "app.py"])

# The rooms from the ground up: a file may import from its own room and from those before it.
ROOMS = [
    ("particles",),
    ("translation", "cell_types", "lazy", "rows", "tables", "version"),
    ("errors",),
    ("arguments",),
    ("files",),
    ("limits",),
    ("equations",),
    ("vocab", "shelf", "floor", "pairs", "shapes", "examples", "words", "plane", "rules", "downloads"),
    ("decoding", "letters"),
    ("corpora", "adding"),
    ("knobs",),
    ("query", "checks", "config"),
    ("beside", "windows", "weights", "script", "presets", "milestones", "cells", "sweep"),
    ("notes", "ideas", "tour"),
    ("modes", "model", "engines"),
    ("keyframes", "replay", "gradients", "sampling", "runfile", "classify", "word2vec", "unseen"),
    ("run",),
    ("memory", "inside", "knowledge", "training", "events"),
    ("outcome",),
    ("executors",),
    ("comparison",),
    ("arithmetic", "verdicts"),
    ("figures",),
    ("server",),
    ("ui",),
]
HEIGHT = {name: height for height, room in enumerate(ROOMS) for name in room}
# What a Run's verbs call, once they are called: Run stands below these.
VERBS = {"run": {"charviz.training", "charviz.events", "charviz.server.report"}}
WITHOUT_TORCH = {
    "arguments",
    "files",
    "errors",
    "particles",
    "translation",
    "cell_types",
    "lazy",
    "version",
    "limits",
    "vocab",
    "floor",
    "pairs",
    "ideas",
    "shapes",
    "examples",
    "words",
    "plane",
    "rules",
    "downloads",
    "decoding",
    "shelf",
    "letters",
    "corpora",
    "adding",
    "windows",
    "weights",
    "script",
    "knobs",
    "query",
    "checks",
    "config",
    "presets",
    "notes",
    "tour",
    "sweep",
    "milestones",
    "events",
    "runfile",
    "figures",
    "ui",
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(path: Path) -> str:
    return path.relative_to(ROOT / "charviz").parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_front_imports_streamlit(path: Path) -> None:
    front = path.is_relative_to(ROOT / "charviz/ui") or not path.is_relative_to(ROOT / "charviz")
    assert front or not any(name.split(".")[0] == "streamlit" for name in imports(path))


@pytest.mark.parametrize(
    "path", [path for path in FILES if "charviz" in path.parts and path.name != "__init__.py"], ids=str
)
def test_imports_go_one_way(path: Path) -> None:
    if not path.is_relative_to(ROOT / "charviz"):
        return
    for name in imports(path):
        parts = name.split(".")
        if any(name.startswith(verb) for verb in VERBS.get(room(path), ())):
            continue
        if parts[0] == "charviz" and len(parts) > 1 and parts[1] in HEIGHT:
            assert HEIGHT[parts[1]] <= HEIGHT[room(path)], f"{path.name} imports {name}"


@pytest.mark.parametrize("path", [path for path in FILES if path.is_relative_to(ROOT / "charviz")], ids=str)
def test_torch_stays_below(path: Path) -> None:
    if room(path) in WITHOUT_TORCH:
        assert not any(name.split(".")[0] == "torch" for name in imports(path))


@pytest.mark.parametrize(
    "statement",
    [
        "import charviz",
        "import charviz; charviz.RunConfig; charviz.floor; charviz.PRESETS",
        "import charviz.server.pool",
    ],
)
def test_neither_torch_nor_streamlit_is_loaded(statement: str) -> None:
    check = f"{statement}; import sys; print(*({{'torch', 'streamlit'}} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True)
    assert (result.stdout.strip(), result.returncode) == ("", 0), result.stderr


def test_the_page_loads_no_torch() -> None:
    check = "import charviz.ui.session, charviz.ui.controls, sys; sys.exit('torch' if 'torch' in sys.modules else 0)"
    result = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True)
    assert result.returncode == 0, result.stderr


def test_every_public_name_is_there() -> None:
    import charviz

    assert all(hasattr(charviz, name) for name in charviz.__all__)
    with pytest.raises(AttributeError, match="no name 'nothing'"):
        charviz.nothing  # noqa: B018
