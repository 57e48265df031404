"""What every picture shares: colours (light and dark), scales, fonts, and the way in which symbols become labels."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FONT = (  # the page's own where it is, else the machine's
    "'Source Sans', system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans KR', 'Apple SD Gothic Neo', 'Malgun Gothic', sans-serif"
)
SIZE = 16  # px, readable from the back of a room
NUMBERS, CHARACTERS = 24, 56  # as many fit side by side under an axis
VISIBLE = {" ": "␣", "\n": "⏎", "\t": "⇥", "<s>": "⟨s⟩", "<e>": "⟨e⟩"}
MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"}  # Plotly reads tags, entities, and TeX between dollars


@dataclass(frozen=True)
class Theme:
    """The colours of one appearance.

    Blue, orange, ink and grey can be distinguished with any colour vision, and each has a contrast of 3.3 or more; muted is
    for small text, with a contrast of 4.5 or more. `tests/figures/test_colours.py` measures both.
    """

    background: str
    ink: str
    blue: str
    orange: str
    grey: str
    muted: str
    grid: str

    @property
    def sequential(self) -> list[list]:
        """Values from 0 to 1: background to blue."""
        return [[0.0, self.background], [1.0, self.blue]]


THEMES = {
    "light": Theme("#FFFFFF", "#1A1A1A", "#0072B2", "#C84E00", "#8C8C8C", "#595959", "#E1E1E1"),
    "dark": Theme("#14171C", "#F2EFEA", "#56B4E9", "#FF8A3D", "#8F8F8F", "#B4B4B4", "#2B303B"),
}

CELLS = {  # cell_type -> colour, marker and dash, so that none is told by colour alone
    "rnn": ("orange", "square", "dash"),
    "lstm": ("blue", "circle", "solid"),
    "gru": ("ink", "diamond", "dot"),
    "memoryless": ("grey", "x", "longdash"),
}


def layout(theme: str, **more: Any) -> dict[str, Any]:
    """The layout that all pictures share, for `fig.update_layout`; `more` is added to it."""
    colours = THEMES[theme]
    font = {"family": FONT, "size": SIZE, "color": colours.ink}
    common = {
        "template": "none",
        "font": font,
        "paper_bgcolor": colours.background,
        "plot_bgcolor": colours.background,
        "hoverlabel": {"font": font, "bgcolor": colours.background, "bordercolor": colours.ink},
        "margin": {"l": 88, "r": 24, "t": 56, "b": 64},
        "legend": {"orientation": "h", "x": 0, "y": 1, "xanchor": "left", "yanchor": "bottom", "font": font},
    }
    return {**common, **more}


def axis(theme: str, **more: Any) -> dict[str, Any]:
    """What all axes share, for `fig.update_xaxes` and `fig.update_yaxes`; `more` is added to it."""
    colours = THEMES[theme]
    font = {"family": FONT, "size": SIZE, "color": colours.ink}
    lines = {"gridcolor": colours.grid, "linecolor": colours.grey, "zeroline": False}
    return {**lines, "tickfont": font, "title_font": font, "title_standoff": 10, "automargin": True, **more}


def label(symbol: str) -> str:
    """A symbol, or any text of a user, as Plotly may draw it: visible, and free of markup. The one place for this."""
    shown = VISIBLE.get(symbol) or "".join(map(_drawable, symbol))
    if unicodedata.category(shown[:1] or " ").startswith("M"):  # an accent with no letter to stand on
        shown = "◌" + shown
    return "".join(MARKUP.get(character, character) for character in shown)


def _drawable(character: str) -> str:
    """What is seen of a character; controls and the marks that turn a line's direction become pictures or codes."""
    code, kind = ord(character), unicodedata.category(character)
    if character in VISIBLE:
        return VISIBLE[character]
    if character in "\u200c\u200d" or 0xE0000 <= code < 0xF0000:  # joiners, tags and variants inside an emoji
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    return f"U+{code:04X}" if kind in ("Cc", "Cf", "Cs", "Zl", "Zp") or code & 0xFFFE == 0xFFFE else character


def time_axis(symbols: Sequence[str]) -> dict[str, Any]:
    """An axis over the times of a text, a number and a character at each; where it is long, at fewer of them."""
    count = len(symbols)
    numbered = next(step for step in (1, 5, 10, 20, 50, 100, 200, 500, count) if count <= NUMBERS * step)
    times = range(0, count, 1 if count <= CHARACTERS else numbered)
    return {
        "tickmode": "array",
        "tickvals": list(times),
        "ticktext": [f"{'' if time % numbered else time}<br>{label(symbols[time])}" for time in times],
        "range": [-0.5, max(count, 1) - 0.5],
        "showgrid": False,
        "tickangle": 0,
    }


def merge_labels(defaults: Mapping[str, str], labels: Mapping[str, str] | None) -> dict[str, str]:
    """A figure's English words with those of `labels`, its translations, in their place."""
    return {**defaults, **(labels or {})}
