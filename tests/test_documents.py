"""The documents: their links lead somewhere, what they say of the version agrees, and README's example runs."""

import contextlib
import io
import re
import runpy
import tomllib
from pathlib import Path

import pytest

from charviz.limits import Limits

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")
README = [ROOT / "README.md", ROOT / "README.ko.md"]


def links(document: Path) -> set[str]:
    found = {one or other for one, other in LINK.findall(document.read_text(encoding="utf-8"))}
    return {link for link in found if not link.startswith("http")}


def anchors(document: Path) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    for link in links(document):
        file, _hash, anchor = link.partition("#")
        target = document.parent / file if file else document
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_every_picture_is_shown_and_small() -> None:
    pictures = set((ROOT / "assets/pictures").iterdir())
    shown = {(document.parent / link).resolve() for document in DOCUMENTS for link in links(document)}
    assert pictures <= shown
    assert all(path.stat().st_size <= (2_000_000 if path.suffix == ".webp" else 200_000) for path in pictures)


def test_the_drawing_of_the_rooms_is_fresh() -> None:
    """And they lie on few levels, without a circle, which would have no level."""
    rooms = runpy.run_path(str(ROOT / "docs/rooms.py"))
    (drawn,) = rooms["DRAWING"].findall(rooms["ARCHITECTURE"].read_text(encoding="utf-8"))
    assert drawn == rooms["drawing"]()
    assert max(rooms["levels"](rooms["rooms"]()).values()) <= 13


def test_one_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    cited = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    newest, day = re.findall(r"^## \[([\d.]+)\] - ([\d-]+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[0]
    assert (version, version) == (newest, re.search(r"^version: (.+)$", cited, re.MULTILINE)[1])
    assert day == re.search(r'^date-released: "(.+)"$', cited, re.MULTILINE)[1]


@pytest.mark.parametrize("readme", README, ids=lambda path: path.name)
def test_the_examples_run(readme: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # it writes files
    first, second = re.findall(r"```python\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL)
    for example, said in ((first, "-> ihello"), (second, "ihello [")):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(example, readme.name, "exec"), {})
        assert said in printed.getvalue().splitlines()[0]
    assert {path.name for path in tmp_path.iterdir()} == {"run.html", "events", "run.onnx", "mine.charviz"}


def test_the_commands_are_there() -> None:
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for document in DOCUMENTS:
        text = document.read_text(encoding="utf-8")
        assert set(re.findall(r"(?:^|`)make (\w+)", text, re.MULTILINE)) <= targets, document.name
        for module in re.findall(r"python -m (benchmarks[\w.]*|charviz[\w.]*)", text):
            path = ROOT.joinpath(*module.split("."))
            assert path.is_dir() or path.with_suffix(".py").is_file(), f"{document.name}: {module}"


def test_whoever_carries_a_saved_run_allows_its_size() -> None:
    megabytes = Limits().run_file
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())
    assert config["server"]["maxUploadSize"] == megabytes
    assert f"client_max_body_size {megabytes + 1}m;" in (ROOT / "deploy/nginx.conf").read_text()
