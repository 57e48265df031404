"""The modules under `assets/` as one script for each that is drawn, and their style sheets as one: a browser fetches each once.

Our modules use no more of the language than `import {…} from`, `import name from` and `export` before a declaration, and none
imports itself by way of others. So each becomes a function that is called once and returns what the module exports, after
those that it needs.
"""

import re
from functools import cache
from pathlib import Path

from charviz.paths import ASSETS

IMPORT = re.compile(r'^import (?:\{([^}]*)\}|(\w+)) from "([^"]+)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:const|class|(?:async )?function\*?) (\w+))", re.MULTILINE)
DEFAULT = re.compile(r"^export default (?:(function) ?(?=\())?", re.MULTILINE)
COMMENTS = re.compile(r"^[ \t]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE)
STYLE_IMPORT = re.compile(r'^@import "([^"]+)";\n', re.MULTILINE)


@cache
def script(entry: str) -> str:
    """`assets/<entry>.js` and all that it imports, as one module with the same default export.

    Raises:
        ValueError: a module imports or exports in another way, or needs itself.
    """
    paths = _ordered(ASSETS / f"{entry}.js", IMPORT, 3)
    names = {path: f"m{number}" for number, path in enumerate(paths)}
    parts = [_called(path, names) for path in paths]
    return "\n".join([*parts, f"export default {names[paths[-1]]}.default;\n"])


@cache
def style(entry: str) -> str:
    """`assets/<entry>.css` behind all that it imports."""
    paths = _ordered(ASSETS / f"{entry}.css", STYLE_IMPORT, 1)
    return "".join(COMMENTS.sub("", STYLE_IMPORT.sub("", _read(path))) for path in paths)


def _ordered(entry: Path, statement: re.Pattern[str], group: int) -> list[Path]:
    """A file and all that it imports, each once and behind what it imports itself, as a browser would run them."""
    ordered = dict[Path, None]()

    def follow(path: Path, above: tuple[Path, ...]) -> None:
        if path in above:
            raise ValueError(f"{path} imports itself, by way of {above[-1]}")
        for found in statement.finditer(_read(path)):
            if (needed := _resolved(path, found[group])) not in ordered:
                follow(needed, (*above, path))
        ordered[path] = None

    follow(entry.resolve(), ())
    return list(ordered)


def _called(path: Path, names: dict[Path, str]) -> str:
    """A module as the function of no arguments that returns what it exports, and its call."""

    def imported(found: re.Match[str]) -> str:
        taken = f"default: {found[2]}" if found[2] else found[1].replace(" as ", ": ")
        return f"const {{ {taken.strip()} }} = {names[_resolved(path, found[3])]};"

    source = _read(path)
    returned = [found[1] for found in EXPORT.finditer(source)]
    if DEFAULT.search(source):
        returned.append("default: module")
    body = EXPORT.sub("", IMPORT.sub(imported, COMMENTS.sub("", source)))
    body = DEFAULT.sub(lambda found: "function module" if found[1] else "const module = ", body)
    if left := re.search(r"^(?:import|export)\b.*", body, re.MULTILINE):
        raise ValueError(f"{path} has a statement of a form that is not bundled: {left[0]}")
    name = f"{path.parent.name}/{path.name}"
    return f"const {names[path]} = (() => {{ // {name}\n{body.strip()}\nreturn {{ {', '.join(returned)} }};\n}})();"


def _resolved(path: Path, address: str) -> Path:
    """The file that another one names."""
    return (path.parent / address).resolve()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
