"""The sources of the documentation site, into build/documents: what is written by hand, and pages made from the app's own tables.

They lie there as in the repository, so that every link leads on; `make site` makes HTML of them.
"""

import ast
import logging
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

from charviz.config import fields, query_string
from charviz.lessons import ideas, tour
from charviz.lessons.ideas.entry import THEMES, Idea
from docs.site import rooms_drawing

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "build" / "documents"
COPIED = (
    "README.md",
    "README.ko.md",
    "CHANGELOG.md",
    "CITATION.cff",
    "LICENSE",
    "assets/architecture.svg",
    "assets/logo.svg",
)
FOLDERS = {"docs": "*.[mi]*", "assets/pictures": "*", "docs/site": "*.css"}
KEYS = tomllib.loads((ROOT / "docs/site/url_keys.toml").read_text(encoding="utf-8"))
PICTURE = re.compile(
    r'<picture>\s*<source media="\(prefers-color-scheme: dark\)" srcset="(\S+)">\s*(<img src=")(\S+)("[^>]*>)\s*</picture>'
)
MERMAID = re.compile(r"```mermaid\n(.*?)```", re.DOTALL)
MINUTES = 15  # of the guided tour

# The names of `charviz.__all__`, as a reader looks for them.
REFERENCE = {
    "Train and replay": ("train", "stream", "Run", "StepRecord", "Stream", "Trace", "GradientTrace"),
    "Settings": ("RunConfig", "PRESETS", "Preset"),
    "Your own network": ("watch", "Watcher"),
    "Compare": ("compare", "Comparison"),
    "Texts": ("Vocabulary", "add_text", "floor", "Floor"),
    "Errors": ("ConfigError", "RunFileError"),
    "Version": ("__version__",),
}


def app_pages() -> dict[str, tuple[str, str]]:
    """Name -> title and goal, in the menu's order: the titles are those of app.py, the goals those of the page's own header."""
    titles = {}
    for call in _calls(ROOT / "app.py", "Page"):
        (title,) = (keyword.value for keyword in call.keywords if keyword.arg == "title")
        titles[Path(ast.literal_eval(call.args[0])).stem] = _said(title)
    hidden = titles.pop("status")
    return {name: (title, _goal(name)) for name, title in (titles | {"status": hidden}).items()}


def generated() -> dict[str, str]:
    """Path in the site -> Markdown, of all that nobody writes by hand."""
    return {
        "docs/pages.md": _overview(),
        **{f"docs/pages/{name}.md": _page(name) for name in app_pages()},
        "docs/teachers_guide.md": "\n\n".join(_teachers_guide()) + "\n",
        "docs/url.md": "\n\n".join(_url()) + "\n",
        "docs/reference.md": "\n\n".join(_reference()) + "\n",
    }


def picture(name: str, scheme: str) -> str:
    """Where the picture of a page is, from the repository's root."""
    return f"assets/pictures/{name}-{scheme}.png"


def sections() -> dict[str, str]:
    """Title of a page -> what docs/pages.md says of it; under no title what it says of all."""
    first, *others = re.split(r"^## ", (ROOT / "docs/pages.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {"": first, **dict(other.split("\n", 1) for other in others)}


def _overview() -> str:
    rows = [f"| [{title}](pages/{name}.md) | {goal} |" for name, (title, goal) in app_pages().items()]
    return "\n".join([sections()[""], "| page | |", "| --- | --- |", *rows, ""])


def _page(name: str) -> str:
    title, goal = app_pages()[name]
    alt = f"The page {title}"
    pictures = "".join(f"![{alt}](../../{picture(name, scheme)}#only-{scheme})" for scheme in ("light", "dark"))
    parts = [f"# {title}", f"*{goal}*", pictures, sections()[title].strip(), *_ideas_of(name), *_keys_of(name)]
    return "\n\n".join(parts) + "\n"


def _ideas_of(page: str) -> Iterator[str]:
    for kind, title in (("idea", "What to learn here"), ("mistake", "Common mistakes")):
        shown = [idea for idea in ideas.ALL if idea.kind == kind and any(place.page == page for place in idea.places)]
        if shown:
            yield f"## {title}"
            yield "\n".join(f"- {_told(idea)}" for idea in shown)


def _told(idea: Idea) -> str:
    return f"“{idea.said}” {idea.so}" if idea.said else idea.so


def _keys_of(page: str) -> Iterator[str]:
    if keys := _options(page):
        yield "## In its URL"
        yield f"Beside [the run and what every page has](../url.md), as `/{'' if page == 'live' else page}?{next(iter(keys))}=…`:"
        yield _table(("key", "what it says"), ((f"`{key}`", KEYS["single_pages"][key]) for key in keys))


def _options(page: str) -> tuple[str, ...]:
    """What the page's address tells beside the run."""
    if page in ("live", "tour", "status"):
        return ()
    return tuple(import_module(f"charviz.ui.pages.{page}").OPTIONS)


def _teachers_guide() -> Iterator[str]:
    titles = app_pages()
    yield "# Teacher's guide"
    yield (
        f"A first lesson of {MINUTES} minutes: the *Guided tour*, {len(tour.STEPS)} steps through the real pages. "
        "At each step: read what is set up, let the class predict, see it happen, and read why. "
        "The minutes are a plan: nothing moves on by itself."
    )
    yield (
        "**Before the lesson.** Open the app ten minutes earlier, so that a sleeping server is awake. `?view=class` presents it, "
        "`?view=hall` enlarges the text for the last row. Send the class the link; every step has one of its own (`?tour=4`). "
        "Nobody needs an account."
    )
    for number, step in enumerate(tour.STEPS, 1):
        title, _goal_of_page = titles[step.page]
        yield f"## {_clock(number - 1)} · {step.title}"
        address = f"/{'' if step.page == 'live' else step.page}?tour={number}"
        yield f"*{step.goal}* Page: [{title}](pages/{step.page}.md), `{address}`."
        yield step.setup
        yield f"**Ask:** {step.question}"
        yield "\n".join(
            f"- **{choice}** (expected)" if place == step.right else f"- {choice}"
            for place, choice in enumerate(step.choices)
        )
        yield f"**Why:** {step.explanation}"
    yield f"## {_clock(len(tour.STEPS))} · The end"
    yield "The link of each step is homework: the same run is trained again wherever it is opened. *All ideas* has what comes next."
    yield "## Common mistakes"
    yield "What students often think, what is so, and the pages that show it."
    yield from _mistakes(titles)


def _clock(steps: int) -> str:
    seconds = round(MINUTES * 60 * steps / len(tour.STEPS))
    return f"{seconds // 60}:{seconds % 60:02}"


def _mistakes(titles: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    for theme, heading in THEMES.items():
        mistakes = [idea for idea in ideas.ALL if idea.kind == "mistake" and idea.theme == theme]
        if mistakes:
            yield f"### {heading}"
            yield _table(
                ("they think", "it is so", "see"), ((idea.said, idea.so, _places(idea, titles)) for idea in mistakes)
            )


def _places(idea: Idea, titles: Mapping[str, tuple[str, str]]) -> str:
    return ", ".join(
        f"[{titles[page][0]}](pages/{page}.md)" for page in dict.fromkeys(place.page for place in idea.places)
    )


def _url() -> Iterator[str]:
    yield "# URL reference"
    yield (
        "The URL is the save file: it holds every setting that is not at its default, and what the page shows. "
        "`/?text=hihello&cell=lstm&lr=0.1` trains an LSTM on `hihello`. `cv.RunConfig.from_url(url)` reads it in Python, and "
        "`config.to_url()` writes it. A value that is not allowed is answered with a sentence that says what is."
    )
    yield "## The run"
    yield _table(("key", "in Python", "default", "allowed", "what it is"), map(_field, fields.RunFields.model_fields))
    yield "## Every page"
    yield _table(("key", "what it says"), ((f"`{key}`", KEYS["every_page"][key]) for key in query_string.COMMON))
    yield "## Single pages"
    pages = {key: [name for name in app_pages() if key in _options(name)] for key in KEYS["single_pages"]}
    rows = ((f"`{key}`", _links(pages[key]), said) for key, said in KEYS["single_pages"].items())
    yield _table(("key", "pages", "what it says"), rows)
    yield "## Streamlit's own"
    yield _table(("key", "what it says"), ((f"`{key}`", said) for key, said in KEYS["streamlit"].items()))
    yield "## Former names"
    yield "Old links stay readable: these keys are read as what they are called now."
    yield _table(("former", "now"), ((f"`{former}`", f"`{now}`") for former, now in query_string.FORMER.items()))


def _field(name: str) -> tuple[str, ...]:
    default = fields.RunFields.model_fields[name].default
    told = "" if default is None else f"`{str(default).lower() if isinstance(default, bool) else default}`"
    return (
        f"`{fields.url_key(name)}`",
        f"`{name}`",
        told,
        str(fields.allowed(name)).replace("'", "`"),
        fields.help_of(name),
    )


def _links(pages: list[str]) -> str:
    titles = app_pages()
    return ", ".join(f"[{titles[page][0]}](pages/{page}.md)" for page in pages)


def _reference() -> Iterator[str]:
    yield "# API reference"
    yield (
        "`import charviz as cv` brings in neither torch nor Streamlit; a name is loaded when it is first used. "
        "Every example is run by the tests. "
        "The settings of a run, with their ranges, are in the [URL reference](url.md#the-run)."
    )
    for title, names in REFERENCE.items():
        yield f"## {title}"
        yield from (f"::: charviz.{name}" for name in names)


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _goal(page: str) -> str:
    """The sentence under the page's title."""
    path = ROOT / "pages" / f"{page}.py"
    (call,) = [*_calls(path, "header"), *_calls(path, "open_page")]
    return _said(call.args[1])


def _calls(path: Path, name: str) -> list[ast.Call]:
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == name]


def _said(node: ast.expr) -> str:
    """The words in `_("…")`."""
    assert isinstance(node, ast.Call)
    return str(ast.literal_eval(node.args[0]))


def adapted(text: str) -> str:
    """A document of the repository for the site: pictures follow its switch for dark, rooms are drawn, notebooks are pages."""
    text = PICTURE.sub(r"\2\3#only-light\4\2\1#only-dark\4", text)
    text = MERMAID.sub(lambda found: rooms_drawing.svg(found[1]), text)
    return text.replace(".ipynb)", ".md)")


def write() -> None:
    """Everything into TARGET, which is made anew."""
    shutil.rmtree(TARGET, ignore_errors=True)
    found = [ROOT / name for name in COPIED] + [
        path for folder, glob in FOLDERS.items() for path in (ROOT / folder).glob(glob)
    ]
    for path in found:
        target = TARGET / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        if path.suffix == ".md":
            target.write_text(adapted(path.read_text(encoding="utf-8")), encoding="utf-8")
    for name, text in generated().items():
        (TARGET / name).parent.mkdir(parents=True, exist_ok=True)
        (TARGET / name).write_text(text, encoding="utf-8")


def run_notebooks() -> None:
    """Each beside its page, which shows what its cells say; what they write lies there too."""
    quietly = ("--log-level", "WARN", "--ExecutePreprocessor.extra_arguments=--log-level=40")
    command = (sys.executable, "-m", "nbconvert", "--execute", "--to", "markdown", *quietly)
    for notebook in (TARGET / "docs").glob("*.ipynb"):
        subprocess.run((*command, str(notebook)), check=True, env=os.environ | {"PYTHONPATH": str(ROOT)})


if __name__ == "__main__":
    logging.disable(logging.WARNING)  # Streamlit says that it has no server
    write()
    run_notebooks()
