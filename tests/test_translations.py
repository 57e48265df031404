"""The Korean catalogue: whole, not stale, the same places to fill in, and the compiled file is the one that was translated."""

import gettext
import re
from io import BytesIO
from pathlib import Path

import pytest

pytest.importorskip("babel", reason="Babel is not installed")
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
CATALOGUE = ROOT / "assets/locale/ko/LC_MESSAGES/charviz.po"
METHODS = [("charviz/**.py", "python"), ("pages/**.py", "python"), ("app.py", "python")]
UNCHANGED = {"HTML", "CSV", "The quick brown fox…", "The boy…"}


def messages() -> set[str]:
    found = extract_from_dir(str(ROOT), METHODS, keywords={"_": None, "N_": None}, directory_filter=_ours)
    return {message for _file, _line, message, _comments, _context in found if isinstance(message, str)}


def _ours(folder: str) -> bool:
    return Path(folder).name not in {".venv", ".git", "tests", "benchmarks", "assets", "__pycache__"}


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {message.id: message.string for message in read_po(file) if message.id}


def test_every_message_is_translated_and_none_is_stale(catalogue: dict[str, str]) -> None:
    said = messages()
    assert len(said) > 600
    assert sorted(said - catalogue.keys()) == [] and sorted(catalogue.keys() - said) == []
    assert [message for message, told in catalogue.items() if not told.strip()] == []
    hangul = re.compile(r"[가-힣]|^[^A-Za-z]*$|^\{[^}]*\}|^t = \{|nat$")
    assert [
        message for message, told in catalogue.items() if not hangul.search(told) and message not in UNCHANGED
    ] == []


def test_the_same_places_are_filled_in(catalogue: dict[str, str]) -> None:
    places = re.compile(r"\{[^}]*\}")
    for message, told in catalogue.items():
        assert set(places.findall(message)) == set(places.findall(told)), message
        assert message.count("**") == told.count("**"), message


def test_the_compiled_file_is_the_catalogue() -> None:
    with CATALOGUE.open("rb") as file:
        compiled = BytesIO()
        write_mo(compiled, read_po(file))
    assert CATALOGUE.with_suffix(".mo").read_bytes() == compiled.getvalue()
    korean = gettext.translation("charviz", ROOT / "assets/locale", ["ko"])
    assert korean.gettext("Hidden size") == "은닉 크기"
