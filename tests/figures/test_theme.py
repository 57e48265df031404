"""Distinguishable colours, labels without markup."""

import re

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st

from charviz.figures.theme import CELLS, THEMES, axis, label, layout, merge_labels, time_axis


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    low, high = sorted(luminance(colour) + 0.05 for colour in (one, other))
    return high / low


def test_contrasts(theme):
    colours = THEMES[theme]
    assert all(
        contrast(getattr(colours, name), colours.background) > 4.5 for name in ("ink", "muted", "blue", "orange")
    )
    assert contrast(colours.grey, colours.background) > 3.3


def test_the_scale_has_the_background_at_zero(theme):
    assert THEMES[theme].sequential[0] == [0.0, THEMES[theme].background]


def test_cells_differ_by_colour_marker_and_dash():
    assert all(len(set(column)) == len(CELLS) for column in zip(*CELLS.values(), strict=True))


def test_layout_and_axis_are_plotly_s(theme):
    figure = go.Figure(layout=layout(theme, height=99)).update_xaxes(axis(theme, title_text="x"))
    assert (figure.layout.height, figure.layout.font.size) == (99, 16)
    assert figure.layout.paper_bgcolor == THEMES[theme].background
    assert figure.layout.xaxis.tickfont.color == THEMES[theme].ink


@pytest.mark.parametrize(
    "symbol, drawn",
    [
        (" ", "␣"),
        ("\n", "⏎"),
        ("\t", "⇥"),
        ("<s>", "⟨s⟩"),
        ("<", "&lt;"),
        ("&", "&amp;"),
        ("$", "&#36;"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("\x00", "␀"),
        ("\x1b", "␛"),
        ("\x7f", "U+007F"),
        ("\u202e", "U+202E"),
        ("\ud800", "U+D800"),
        ("\uffff", "U+FFFF"),
        ("\u0301", "◌\u0301"),
        ("é", "é"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("", ""),
    ],
)
def test_label(symbol, drawn):
    assert label(symbol) == drawn


@given(st.text(st.characters()))
def test_no_label_has_markup_controls_or_surrogates(text):
    drawn = label(text)
    assert not re.search(r"[<>$\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]", drawn)
    assert not re.search(r"&(?!amp;|lt;|gt;|#36;)", drawn)


def test_time_axis_has_numbers_and_characters():
    assert time_axis("h<")["ticktext"] == ["0<br>h", "1<br>&lt;"]
    middle = time_axis("a" * 40)["ticktext"]
    assert len(middle) == 40 and middle[:6] == ["0<br>a", *["<br>a"] * 4, "5<br>a"]
    assert time_axis("a" * 200)["tickvals"] == list(range(0, 200, 10))
    assert len(time_axis("a" * 2000)["tickvals"]) <= 24
    assert time_axis("")["tickvals"] == []


def test_words_take_the_translations():
    assert merge_labels({"a": "A", "b": "B"}, {"b": "비"}) == {"a": "A", "b": "비"}
