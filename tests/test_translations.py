"""The Korean catalogue: whole, not stale, the same places to fill in, and the compiled file is the one that was translated."""

import ast
import gettext
import json
import pickle
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

pytest.importorskip("babel", reason="Babel is not installed")
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from charviz.config import RunConfig
from charviz.errors import ConfigError, RunFileError
from charviz.i18n import Message
from charviz.text.words_in_errors import ERRORS
from charviz.text.words_in_labels import LABELS

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "assets/locale/ko/LC_MESSAGES/charviz.po"
METHODS = [("charviz/**.py", "python"), ("pages/**.py", "python"), ("app.py", "python")]
UNCHANGED = {"HTML", "CSV", "The quick brown fox…", "The boy…"}


KEYWORDS = {"_": None, "N_": None, "_n": (1, 2), "N_n": (1, 2)}
Said = str | tuple[str, str]  # a message, or its forms for one and for many


def messages() -> set[Said]:
    found = extract_from_dir(str(ROOT), METHODS, keywords=KEYWORDS, directory_filter=_ours)
    return {message for _file, _line, message, _comments, _context in found}


def _ours(folder: str) -> bool:
    return Path(folder).name not in {".venv", ".git", "tests", "benchmarks", "assets", "__pycache__"}


@pytest.fixture(scope="module")
def catalogue() -> dict[Said, str]:
    with CATALOGUE.open("rb") as file:
        found = {message.id: message.string for message in read_po(file) if message.id}
    return {message: told if isinstance(told, str) else told[0] for message, told in found.items()}


def test_every_message_is_translated_and_none_is_stale(catalogue: dict[Said, str]) -> None:
    said = messages()
    assert len(said) > 600
    assert said - catalogue.keys() == set() and catalogue.keys() - said == set()
    assert [message for message, told in catalogue.items() if not told.strip()] == []
    hangul = re.compile(r"[가-힣]|^[^A-Za-z]*$|^\{[^}]*\}|^t = \{|nat$")
    assert [
        message for message, told in catalogue.items() if not hangul.search(told) and message not in UNCHANGED
    ] == []


def test_the_same_places_are_filled_in(catalogue: dict[Said, str]) -> None:
    places = re.compile(r"\{[^}]*\}")
    forms = [(form, told) for said, told in catalogue.items() for form in ([said] if isinstance(said, str) else said)]
    for message, told in forms:
        assert set(places.findall(message)) == set(places.findall(told)), message
        assert message.count("**") == told.count("**"), message


def test_particles_stand_as_pairs_behind_places(catalogue: dict[Said, str]) -> None:
    """`{name}[은/는]`, which `fill` resolves; never both forms as 은(는), and none behind a word whose sound is known."""
    both = re.compile(r"[은는이가을를과와]\([은는이가을를과와]\)|\([은는이가을를과와]\)|\((?:으|이)\)[로라]")
    pair = re.compile(r"\[[가-힣]+/[가-힣]+\]")
    behind = re.compile(r"\{[^}]*\}[^\s\[가-힣]*" + pair.pattern)
    unresolved = [told for told in catalogue.values() if both.search(told)]
    misplaced = [told for told in catalogue.values() if len(pair.findall(told)) != len(behind.findall(told))]
    assert (unresolved, misplaced) == ([], [])
    assert sum(bool(pair.search(told)) for told in catalogue.values()) > 20


def test_the_terms_are_those_of_the_glossary(catalogue: dict[Said, str]) -> None:
    """A row of docs/glossary.md: English, the Korean terms, and Korean words that are not used for them."""
    rows = re.findall(
        r"^\| (.+) \| (.+) \| ?(.*) \|$", (ROOT / "docs/glossary.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    terms = {term.strip() for _english, korean, _not in rows[2:] for term in re.split("[,;]", korean)}
    avoided = {word.strip() for *_both, words in rows[2:] for word in words.split(",") if word.strip()}
    told = [*catalogue.values(), (ROOT / "README.ko.md").read_text(encoding="utf-8")]
    assert len(terms) > 60 and len(avoided) > 20
    assert {term for term in terms if not any(term in text for text in told)} == set()
    assert [(word, text) for word in avoided for text in told if word in text] == []


def test_english_is_plain(catalogue: dict[Said, str]) -> None:
    """The second table of docs/glossary.md: what to say, and words that are not used for it."""
    table = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").split("## Plain English")[1]
    rows = re.findall(r"^\| (.+) \| (.+) \|$", table, re.MULTILINE)[2:]
    avoided = [word.strip() for _say, words in rows for word in words.split(",") if word.strip()]
    texts = [form for said in catalogue for form in ([said] if isinstance(said, str) else said)]
    assert len(avoided) > 40
    calques = re.compile(rf"(?<![\w{{])({'|'.join(map(re.escape, avoided))})(?![\w}}])", re.IGNORECASE)
    assert [(found[0], text) for text in texts if (found := calques.search(text))] == []


def test_words_are_filled_by_what_resolves_particles() -> None:
    """`fill(_("…"), name=…)`, not `_("…").format(name=…)`; the report's page itself is no words."""
    folders = ("ui", "figures", "export", "server", "worker", "../pages")
    found = [
        ast.unparse(node.func)
        for path in [path for folder in folders for path in (ROOT / "charviz" / folder).rglob("*.py")]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if _called(node) == "format"
    ]
    assert found == ["PAGE.format"]


def test_the_compiled_file_is_the_catalogue() -> None:
    """Message by message; the rest of the file depends on the version of Babel."""
    with CATALOGUE.open("rb") as po, CATALOGUE.with_suffix(".mo").open("rb") as mo:
        assert _told(read_mo(mo)) == _told(read_po(po))
    korean = gettext.translation("charviz", ROOT / "assets/locale", ["ko"])
    assert korean.gettext("Hidden size") == "은닉 크기"


def _told(catalogue: Catalog) -> dict[tuple[str, ...], tuple[str, ...]]:
    """All forms of each message -> all forms of its translation; without the header."""
    pairs = ((message.id, message.string) for message in catalogue if message.id)
    return {_forms(said): _forms(told) for said, told in pairs}


def _forms(words: str | Sequence[str]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words)


def test_every_error_is_marked_for_translation() -> None:
    """Whatever raises, refuses or complains hands over words that the extractor finds."""
    tellers = {"ConfigError", "RunFileError", "AnswerError", "Message", "field_error"}
    marks, ready = {"N_", "N_n"}, {"join_messages", "from_json"}
    bare, count = [], 0
    for path in [*ROOT.glob("charviz/**/*.py"), *ROOT.glob("pages/*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        marked = {target.id for node in ast.walk(tree) if isinstance(node, ast.Assign) and _called(node.value) in marks
                  for target in node.targets if isinstance(target, ast.Name)}  # fmt: skip
        for node in ast.walk(tree):
            if _called(node) in tellers and path.name not in ("errors.py", "i18n.py"):
                words, count = node.args[0], count + 1
                if isinstance(words, ast.Attribute) and words.attr == "message":
                    continue  # of an error that was told already
                if _called(words) not in marks | ready and not (isinstance(words, ast.Name) and words.id in marked):
                    bare.append(f"{path.name}:{node.lineno}: {ast.unparse(words)}")
    assert (
        count > 90 and bare == ["fields.py:" + bare[0].split(":", 1)[1]] and bare[0].endswith("words")
    )  # `field_error` itself


def _called(node: ast.AST) -> str:
    """The name of what is called; nothing where nothing is."""
    if not isinstance(node, ast.Call):
        return ""
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def korean() -> gettext.NullTranslations:
    """A catalogue of a few messages, so that this does not depend on how they are put."""

    class Few(gettext.NullTranslations):
        def gettext(self, message: str) -> str:
            return {"{name} is {found}; allowed: {allowed}.": "{name}: {found}. {allowed}.", "Learning rate": "학습률",
                    "{least} to {most}": "{least}~{most}"}.get(message, message)  # fmt: skip

        def ngettext(self, one: str, many: str, count: int) -> str:
            return "{name}: {count}자"

    return Few()


def refused(**values: object) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        RunConfig(**values)
    return caught.value


def test_an_error_is_in_the_language_of_its_reader() -> None:
    error = refused(learning_rate=50)
    assert str(error) == "learning_rate is 50; allowed: 0.00001 to 10."
    assert error.message.render(gettext.NullTranslations()) == "Learning rate is 50; allowed: 0.00001 to 10."
    assert error.message.render(korean()) == "학습률: 50. 0.00001~10."
    both = refused(learning_rate=50, steps=0)
    assert str(both).count("allowed:") == 2 and both.message.render(korean()).startswith(
        "학습률: 50. 0.00001~10. Steps: 0."
    )
    assert "1 character;" in str(refused(text="a")) and "0 characters;" in str(refused(text=""))
    assert refused(text="a").message.render(korean()) == "Text: 1자"


def test_an_error_survives_the_way_to_another_process() -> None:
    for error in (
        refused(learning_rate=50, colour=1),
        refused(text="a"),
        RunFileError("with {braces}"),
        refused(head="none"),
    ):
        pickled = pickle.loads(pickle.dumps(error))
        assert type(pickled) is type(error) and pickled.message == error.message and str(pickled) == str(error)
        sent = Message.from_json(json.loads(json.dumps(error.message.to_json())))
        assert sent.render() == str(error) and sent.render(korean()) == error.message.render(korean())


def test_what_is_said_of_words_is_said_of_letters_elsewhere() -> None:
    """The tables of a run of words name messages that there are, and none that speaks of letters."""
    said, tables = messages(), ERRORS | LABELS
    assert len(tables) > 90
    assert [message for pair in tables.items() for message in pair if message not in said] == []
    of_letters = re.compile(r"(?<![{‘\w])(?!letter\})(letters?|characters?)(?![\w}])")
    assert [words for words in tables.values() if of_letters.search(str(words).replace("capital letter", ""))] == []
