"""The rooms: who may import whom, who may import torch and Streamlit; held over the whole tree."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = sorted([*ROOT.glob("charviz/**/*.py"), *ROOT.glob("pages/**/*.py"), ROOT / "app.py"])
INSIDE = [path for path in FILES if path.is_relative_to(ROOT / "charviz") and path != ROOT / "charviz/__init__.py"]

# From the ground up: a file may import from its own room and from those before it.
ROOMS = (
    *(
        "paths",
        "version",
        "lazy",
        "arrays",
        "particles",
        "i18n",
        "errors",
        "arguments",
        "limits",
        "cancellation",
    ),
    *("text", "config", "nn", "engines", "runs", "analysis", "comparison", "lessons", "figures"),
    *("player", "export", "notebook"),
    *("server", "worker", "ui.shell", "ui.live", "ui.pages", "__main__"),
)
# What a Run's verbs call, once they are called, stands above it.
VERBS = {"runs": ("charviz.export", "charviz.notebook")}
WITH_TORCH = {
    "analysis/word2vec.py",
    "analysis/word_classifier.py",
    "engines/torch_engine.py",
    "lessons/claims.py",
    "nn/cells.py",
    "nn/gradients.py",
    "nn/model.py",
    "nn/module_outputs.py",
    "nn/module_parts.py",
    "nn/replay.py",
    "nn/sampling.py",
    "nn/torch_modes.py",
    "runs/kept_weights.py",
    "runs/validation.py",
    "runs/watcher.py",
    "worker/answers/shapes.py",
    "worker/scheduler.py",
}


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(module: str) -> str | None:
    """The room of a module, `charviz.nn.cells`, or of what is imported from one; None of other packages."""
    return next((name for name in ROOMS if f"{module}.".startswith(f"charviz.{name}.")), None)


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def own(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("path", FILES, ids=named)
def test_only_the_front_imports_streamlit(path: Path) -> None:
    front = path.is_relative_to(ROOT / "charviz/ui") or path not in INSIDE
    assert front or not any(name.split(".")[0] == "streamlit" for name in imports(path))


@pytest.mark.parametrize("path", INSIDE, ids=named)
def test_imports_go_one_way(path: Path) -> None:
    home = room(own(path))
    if home is None:  # the package `ui` itself holds nothing
        assert not imports(path)
        return
    for name in imports(path):
        if (there := room(name)) and not name.startswith(VERBS.get(home, "-")):
            assert ROOMS.index(there) <= ROOMS.index(home), f"{named(path)} imports {name}"
            assert not (home.startswith("ui.") and there == "worker"), f"{named(path)} imports {name}"


def test_few_files_import_torch() -> None:
    found = {
        str(path.relative_to(ROOT / "charviz"))
        for path in INSIDE
        if any(name.split(".")[0] == "torch" for name in imports(path))
    }
    assert found == WITH_TORCH


def test_the_top_of_the_package_can_be_read_at_a_glance() -> None:
    assert len(list((ROOT / "charviz").glob("*.py*"))) <= 12
    assert {name.split(".")[0] for name in ROOMS} | {"__init__"} == {
        path.stem for path in (ROOT / "charviz").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }


@pytest.mark.parametrize(
    "statement",
    [
        "import charviz",
        "import charviz; charviz.RunConfig; charviz.floor; charviz.PRESETS",
        "import charviz.server.pool",
        "import charviz.ui.shell.session, charviz.ui.live.hyperparameters; sys.modules.pop('streamlit')",
    ],
)
def test_neither_torch_nor_streamlit_is_loaded(statement: str) -> None:
    check = f"import sys; {statement}; print(*({{'torch', 'streamlit'}} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", check], cwd=ROOT, capture_output=True, text=True)
    assert (result.stdout.strip(), result.returncode) == ("", 0), result.stderr


def test_every_public_name_is_there() -> None:
    import charviz

    assert all(hasattr(charviz, name) for name in charviz.__all__)
    with pytest.raises(AttributeError, match="no name 'nothing'"):
        charviz.nothing  # noqa: B018
