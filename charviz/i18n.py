"""Words that are translated where they are shown: marks for the catalogue's extractor, and sentences that carry their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from gettext import NullTranslations, translation
from typing import Any, NamedTuple
from unicodedata import east_asian_width

from charviz.particles import PAIRS, particle
from charviz.paths import ASSETS

Words = str | tuple[str, str]  # a message, or its forms for one and for many
ENGLISH = NullTranslations()
LOCALES = ASSETS / "locale"
NAMES = {"en": "English", "ko": "한국어"}
LANGUAGES = {code: name for code, name in NAMES.items() if code == "en" or (LOCALES / code).is_dir()}


@cache
def catalogue(language: str) -> NullTranslations:
    """The messages of a language; English ones are as they stand in the code, and so are those of one that is not spoken."""
    return translation("charviz", LOCALES, [language], fallback=True)


def N_(message: str) -> str:
    """The message itself; the catalogue's extractor finds it by this name."""
    return message


def N_n(one: str, many: str) -> tuple[str, str]:
    """A message that depends on its value `count`; the catalogue's extractor finds it by this name."""
    return one, many


def fill(words: str, /, **values: Any) -> str:
    """Words with their {places} filled, and behind these the Korean particles ([은/는]) that fit."""
    said = ""
    for index, piece in enumerate(PAIRS.split(words)):  # every second one is a pair
        said += particle(said, piece) if index % 2 else piece.format(**values)
    return said


def translate_all(labels: Mapping[str, str], _: Callable[[str], str]) -> dict[str, str]:
    """All words of a table, translated by `_`."""
    return {name: _(words) for name, words in labels.items()}


def width(words: str) -> int:
    """How much room words take on a line, in Latin letters: a Korean letter is as wide as two of them."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words)


class Name(NamedTuple):
    """Something that a program calls by one name (`hidden_size`) and a page by another (Hidden size, 은닉 크기)."""

    code: str
    label: str


@dataclass(frozen=True)
class Message:
    """A sentence, or a part of one, which is put together where it is shown: only there is the language known.

    values: what fills its places: text, numbers, names, further messages, or a tuple of these, told with commas between
    them; `count` chooses between the forms of words that have two.
    """

    words: Words
    values: Mapping[str, Any] = field(default_factory=dict)

    def render(self, catalogue: NullTranslations | None = None) -> str:
        """In a catalogue's language, with the names that pages use; without one in English, with those of the library."""
        speaks = catalogue or ENGLISH
        if isinstance(self.words, str):
            words = speaks.gettext(self.words)
        else:
            words = speaks.ngettext(*self.words, self.values["count"])
        if not self.values:  # a sentence of somebody else's, with braces in it perhaps
            return words
        return fill(words, **{name: _part(value, catalogue) for name, value in self.values.items()})

    def __str__(self) -> str:
        return self.render()

    def to_json(self) -> dict[str, Any]:
        """What JSON can carry from one process to another."""
        return {"words": self.words, "values": {name: _packed(value) for name, value in self.values.items()}}

    @classmethod
    def from_json(cls, packed: Mapping[str, Any]) -> "Message":
        """The inverse of `to_json`."""
        words, values = packed["words"], packed["values"]
        return cls(
            words if isinstance(words, str) else tuple(words),
            {name: _unpacked(value) for name, value in values.items()},
        )


def join_messages(*messages: Message) -> Message:
    """One sentence after the other."""
    values = {f"sentence_{place}": message for place, message in enumerate(messages)}
    return Message(" ".join(f"{{{name}}}" for name in values), values)


def _part(value: Any, catalogue: NullTranslations | None) -> Any:
    if isinstance(value, Message):
        return value.render(catalogue)
    if isinstance(value, Name):
        return value.code if catalogue is None else catalogue.gettext(value.label)
    if isinstance(value, tuple):
        return ", ".join(str(_part(part, catalogue)) for part in value)
    return value


def _packed(value: Any) -> Any:
    if isinstance(value, Message):
        return value.to_json()
    if isinstance(value, Name):
        return value._asdict()
    return [_packed(part) for part in value] if isinstance(value, tuple) else value


def _unpacked(value: Any) -> Any:
    if isinstance(value, dict):
        return Name(**value) if "code" in value else Message.from_json(value)
    return tuple(_unpacked(part) for part in value) if isinstance(value, list) else value
