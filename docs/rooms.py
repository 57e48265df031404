"""The rooms of charviz and who imports whom, as a Mermaid drawing: `python docs/rooms.py` writes it into architecture.md.

An arrow goes from a room to those directly below it: what these reach by themselves has no arrow of its own. The rooms of one
level do not import each other; `tests/test_imports.py` holds their order.
"""

import ast
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
ARCHITECTURE = ROOT / "docs/architecture.md"
GROUND = "ground"  # the single files
DRAWING = re.compile(r"(?<=```mermaid\n).*?(?=```)", re.DOTALL)


def rooms() -> dict[str, set[str]]:
    """Each room with those that its files import, but for what a Run's verbs load when they are called."""
    found: dict[str, set[str]] = {}
    for path in sorted(ROOT.glob("charviz/**/*.py")):
        here = _room(path.relative_to(ROOT).with_suffix("").parts)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {_room(name.split(".")) for name in _imported(tree)}
        found.setdefault(here, set()).update(imported - {here})
    found.pop("", None)
    return {room: others - {""} for room, others in found.items()}


def levels(of: dict[str, set[str]]) -> dict[str, int]:
    """How many rooms lie below each other, down to the ground; RecursionError where they go in a circle."""

    @cache
    def level(room: str) -> int:
        return 1 + max(map(level, of[room]), default=0)

    return {room: level(room) for room in of}


def drawing() -> str:
    of = rooms()
    heights = levels(of)
    lines = ["flowchart BT"]
    for height in sorted(set(heights.values())):
        names = sorted(room for room in of if heights[room] == height)
        lines += [f"  {name.replace('.', '_')}[{_title(name)}]" for name in names]
    for room in sorted(of, key=lambda room: (heights[room], room)):
        lines += [f"  {room.replace('.', '_')} --> {below.replace('.', '_')}" for below in sorted(_direct(room, of))]
    return "\n".join(lines) + "\n"


def _title(room: str) -> str:
    return "single files" if room == GROUND else room.replace(".", "/")


def _direct(room: str, of: dict[str, set[str]]) -> set[str]:
    return of[room] - {further for other in of[room] for further in _below(other, of)}


def _below(room: str, of: dict[str, set[str]]) -> set[str]:
    return of[room] | {further for other in of[room] for further in _below(other, of)}


def _room(parts: list[str] | tuple[str, ...]) -> str:
    """The room of charviz.nn.cells, as ("charviz", "nn", "cells"); none of other packages, charviz itself and its command."""
    if parts[0] != "charviz" or len(parts) < 2 or parts[1] in ("__init__", "__main__"):
        return ""
    if parts[1] == "ui":
        return ".".join(parts[1:3]) if len(parts) > 3 else ""
    return parts[1] if (ROOT / "charviz" / parts[1]).is_dir() else GROUND


def _imported(tree: ast.Module) -> set[str]:
    """What is imported when the module is: not inside a function, not for annotations alone."""
    found = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


if __name__ == "__main__":
    text = ARCHITECTURE.read_text(encoding="utf-8")
    ARCHITECTURE.write_text(DRAWING.sub(drawing().replace("\\", r"\\"), text), encoding="utf-8")
