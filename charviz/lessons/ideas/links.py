"""Where in the app an idea is shown: a page, and the address of the run and of the page's settings."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode

from charviz.config.presets import PRESETS
from charviz.config.query_string import by_url_key


class Link(NamedTuple):
    """A page by its name in the address, and the query string that sets it."""

    page: str
    query: str

    @property
    def address(self) -> str:
        """As a link on another page of the app."""
        return f"{self.page}?{self.query}" if self.query else self.page


def at(page: str, run: Mapping[str, object] | None = None, **settings: object) -> Link:
    """A page, a run by its address keys, and the page's own settings."""
    return Link(page, urlencode({**(run or {}), **settings}, quote_via=quote, safe=""))


def _preset(name: str) -> dict[str, str]:
    return by_url_key(PRESETS[name].config.changed())


TRIANGLE = _preset("triangle-integral")
IF_YOU = _preset("if-you-want-you")
SENTENCE = _preset("sentence")
WORDS = _preset("words")
NUMPY = _preset("hello-numpy")
NOTES = _preset("hihello-notes")
ABC = _preset("abcabC")
MEMORYLESS = {"text": "hello", "cell": "memoryless", "steps": 200}
TOKENS = {"boundary_tokens": "true", "steps": 200}
LSTM, GRU, EMBEDDED = {"cell": "lstm"}, {"cell": "gru"}, {"enc": "embedding"}
GAP = {"text": f"a{'-' * 20}a\nb{'-' * 20}b", "seq": "lines", "hidden": 16, "lr": 0.03, "steps": 600}
THREE_WORDS = {"page_text": "hello\neolll\nlleel", "page_hidden": 2}  # what the notes count on the page Shapes
SHAKESPEARE = {"corpus": "shakespeare", "cell": "gru", "hidden": 128, "lr": 0.005, "steps": 1000}
