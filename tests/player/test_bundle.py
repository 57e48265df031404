"""What a browser gets as one script: every module once, behind what it needs, with the same default export."""

import re
import subprocess
from pathlib import Path

import pytest
from test_javascript import ROOT, node

from charviz.player import bundle
from charviz.ui.shell import component
from charviz.ui.shell.module_files import entries

MODULE = re.compile(r"^const m\d+ = \(\(\) => \{ // (\S+)$", re.MULTILINE)
IMPORT = re.compile(r'^import .* from "(.+)";$', re.MULTILINE)


def needed(path: Path) -> set[Path]:
    """A module and all that it imports."""
    found = {path}
    for name in IMPORT.findall(path.read_text(encoding="utf-8")):
        found |= needed((path.parent / name).resolve())
    return found


@pytest.mark.parametrize("entry", sorted(entries()))
def test_every_module_is_there_once_and_runs(entry: str, tmp_path: Path) -> None:
    script = bundle.script(entry)
    wanted = {f"{path.parent.name}/{path.name}" for path in needed(ROOT / f"assets/{entry}.js")}
    assert sorted(MODULE.findall(script)) == sorted(wanted)
    assert f"{entry}.js" in wanted and len(wanted) > 5
    (tmp_path / "bundle.mjs").write_text(script, encoding="utf-8")
    check = "console.log(Object.keys(await import(process.argv[1])), typeof (await import(process.argv[1])).default)"
    command = [node(), "--input-type=module", "-e", check, str(tmp_path / "bundle.mjs")]
    told = subprocess.run(command, capture_output=True, text=True)
    assert told.stdout.strip() == "[ 'default' ] function", told.stderr


@pytest.mark.parametrize("entry", sorted(entries()))
def test_a_style_sheet_holds_what_it_imports(entry: str) -> None:
    style = bundle.style(entry)
    assert "@import" not in style
    assert entry.startswith("chrome") or style.count("\n.charviz {") == 1


def test_modules_are_called_in_the_order_of_a_browser(assets: Path) -> None:
    (assets / "one.js").write_text('import { two as second } from "./two.js";\n\nexport default () => second() + 1;\n')
    (assets / "two.js").write_text(
        '/** Why. */\nimport {\n  THREE,\n} from "./three.js";\n// why\nexport function two() {\n  return THREE; // here\n}\n'
    )
    (assets / "three.js").write_text("export const THREE = `\n  as it is\n`;\n")
    script = bundle.script.__wrapped__("one")
    assert [name.split("/")[1] for name in MODULE.findall(script)] == ["three.js", "two.js", "one.js"]
    assert "as it is\n`" in script and "Why" not in script and "// why" not in script


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('import * as all from "./two.js";\nexport default 1;\n', "not bundled: import"),
        ("export let changes = 1;\nexport default 1;\n", "not bundled: export let"),
        ('import { one } from "./one.js";\nexport default 1;\n', "imports itself"),
    ],
)
def test_what_cannot_be_bundled_is_refused(assets: Path, source: str, message: str) -> None:
    (assets / "one.js").write_text(source)
    with pytest.raises(ValueError, match=message):
        bundle.script.__wrapped__("one")


def test_another_module_has_another_address(assets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(component, "ASSETS", assets.parent)
    monkeypatch.setattr(component, "FOLDERS", (assets.name,))
    (assets / "one.js").write_text("export default 1;\n")
    before = component.version.__wrapped__()
    assert component.version.__wrapped__() == before
    (assets / "one.js").write_text("export default 2;\n")
    assert component.version.__wrapped__() != before


@pytest.fixture
def assets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of modules."""
    monkeypatch.setattr(bundle, "ASSETS", tmp_path)
    return tmp_path
