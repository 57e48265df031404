"""The documents and what the site generates: links lead somewhere, versions agree, no page or name is missing, examples run."""

import contextlib
import io
import json
import os
import re
import runpy
import tomllib
from pathlib import Path

import pytest

import charviz
from charviz.config import query_string
from charviz.limits import Limits
from docs.site import sources

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
LINK = re.compile(r"\]\(([^)\s]+)\)|(?:src|srcset)=\"([^\"]+)\"")
NOTEBOOKS = {  # each with what it prints
    "train_and_replay": ("4 of 6 right at most", "the same states as torch's own module: True", "101 keyframes> True"),
    "erase_the_memory": ("as it is: ihello\nerased:   ihi", "4 of 6 right; at most 4"),
    "watch_your_own_lstm": ("as it is:  ihello\nerased:    ihi",),
}
README = [ROOT / "README.md", ROOT / "README.ko.md"]


@pytest.fixture(scope="module")
def generated() -> dict[str, str]:
    return sources.generated()


def links(document: Path) -> set[str]:
    return links_in(document.read_text(encoding="utf-8"))


def links_in(text: str) -> set[str]:
    found = {one or other for one, other in LINK.findall(text)}
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


def test_links_of_what_is_generated_lead_somewhere(generated: dict[str, str]) -> None:
    for name, text in generated.items():
        for link in links_in(text):
            target = os.path.normpath(os.path.join(os.path.dirname(name), link.partition("#")[0]))
            assert target in generated or (ROOT / target).is_file(), f"{name}: {link}"


def test_the_site_has_every_page_of_the_app(generated: dict[str, str]) -> None:
    pages = {path.stem for path in ROOT.glob("pages/*.py")}
    assert pages == set(sources.app_pages())
    assert set(sources.sections()) - {""} == {title for title, _goal in sources.app_pages().values()}
    for page in pages:
        assert {sources.picture(page, scheme) for scheme in ("light", "dark")} <= {
            link.partition("#")[0].removeprefix("../../") for link in links_in(generated[f"docs/pages/{page}.md"])
        }


def test_the_site_s_menu_has_every_document(generated: dict[str, str]) -> None:
    menu = (ROOT / "docs/site/mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    told = set(re.findall(r"[\w./]+\.md", menu))
    notebooks = {f"docs/{name}.md" for name in NOTEBOOKS}
    assert told == {str(path.relative_to(ROOT)) for path in DOCUMENTS} | generated.keys() | notebooks


def test_the_reference_has_every_public_name() -> None:
    named = [name for names in sources.REFERENCE.values() for name in names]
    assert sorted(named) == sorted(charviz.__all__)


def test_every_key_of_a_url_is_explained() -> None:
    assert tuple(sources.KEYS["every_page"]) == query_string.COMMON
    single = sources.KEYS["single_pages"] | sources.KEYS["streamlit"]
    assert single.keys() == set(query_string.OF_PAGES)


def test_every_picture_is_shown_and_small() -> None:
    pictures = set((ROOT / "assets/pictures").iterdir())
    shown = {(document.parent / link).resolve() for document in DOCUMENTS for link in links(document)}
    shown |= {ROOT / sources.picture(page, scheme) for page in sources.app_pages() for scheme in ("light", "dark")}
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


@pytest.mark.parametrize("name", sorted(path.stem for path in ROOT.glob("docs/*.ipynb")))
def test_the_notebooks_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # it writes files
    notebook = json.loads((ROOT / "docs" / f"{name}.ipynb").read_text(encoding="utf-8"))
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert not any(cell["outputs"] for cell in cells)  # `make site` runs it
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        for cell in cells:
            exec(compile("".join(cell["source"]), name, "exec"), names)
    for said in NOTEBOOKS[name]:
        assert said in printed.getvalue()
    assert getattr(names.get("watcher"), "checked", True)


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
