"""Colours are readable on their backgrounds and distinguishable with any colour vision; the player has the figures' colours."""

import itertools
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from charviz.figures.theme import THEMES
from charviz.player import bundle

ROOT = Path(__file__).parents[2]
WHITE = np.array([0.95047, 1.0, 1.08883])  # D65
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]]
)
# Machado, Oliveira and Fernandes, A Physiologically-based Model for Simulation of Color Vision Deficiency (2009), severity 1:
# they apply to linear RGB.
DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]]
    ),
}
TEXT, GRAPHICS = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11
APART = 20  # CIEDE2000


def rgb(colour):
    return np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])


def linear(values):
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def contrast(one, other):
    low, high = sorted(float(linear(values) @ [0.2126, 0.7152, 0.0722]) + 0.05 for values in (one, other))
    return high / low


def lab(light):
    ratio = TO_XYZ @ np.clip(light, 0, 1) / WHITE
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one, other):
    """Sharma, Wu and Dalal, The CIEDE2000 Color-Difference Formula (2005), equations 2 to 22."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(chroma**7 / (chroma**7 + 25.0**7)))
    c1, c2 = np.hypot((1 + g) * a1, b1), np.hypot((1 + g) * a2, b2)
    h1, h2 = (np.degrees(np.arctan2(b, (1 + g) * a)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = 0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    l_mean, c_mean = (l1 + l2) / 2, (c1 + c2) / 2
    h_mean = h1 + h2 if c1 * c2 == 0 else (h1 + h2) / 2 + (0 if abs(h1 - h2) <= 180 else 180 if h1 + h2 < 360 else -180)
    angles = [(0.17, 1, -30), (-0.24, 2, 0), (-0.32, 3, 6), (0.2, 4, -63)]
    t = 1 + sum(-sign * np.cos(np.radians(times * h_mean + shift)) for sign, times, shift in angles)
    sl = 1 + 0.015 * (l_mean - 50) ** 2 / np.sqrt(20 + (l_mean - 50) ** 2)
    sc, sh = 1 + 0.045 * c_mean, 1 + 0.015 * c_mean * t
    rt = (
        -2 * np.sqrt(c_mean**7 / (c_mean**7 + 25.0**7)) * np.sin(np.radians(60 * np.exp(-(((h_mean - 275) / 25) ** 2))))
    )
    dl, dc, dh = (l2 - l1) / sl, (c2 - c1) / sc, hue / sh
    return float(np.sqrt(dl**2 + dc**2 + dh**2 + rt * dc * dh))


@pytest.mark.parametrize(
    "one, other, difference",  # of the paper's table 1
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, 2.5, 0), (58, 24, 15), 19.4535),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_ruler_itself(one, other, difference):
    assert ciede2000(one, other) == pytest.approx(difference, abs=1e-4)


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_categories_can_be_distinguished(theme, deficiency):
    colours = [getattr(THEMES[theme], name) for name in ("blue", "orange", "ink", "grey")]
    seen = [lab(DEFICIENCIES[deficiency] @ linear(rgb(colour))) for colour in colours]
    assert min(ciede2000(one, other) for one, other in itertools.combinations(seen, 2)) >= APART


def test_text_and_lines_on_their_grounds(theme):
    colours = {name: rgb(value) for name, value in vars(THEMES[theme]).items()}
    paper = colours["background"]
    grounds = [
        paper,
        *(paper + 0.12 * (colours[name] - paper) for name in ("blue", "orange")),
    ]  # --paper, --tint, --warm
    for ground, name in itertools.product(grounds, ("ink", "muted")):
        assert contrast(colours[name], ground) >= TEXT
    assert contrast(colours["orange"], grounds[2]) >= GRAPHICS and contrast(colours["blue"], grounds[1]) >= GRAPHICS
    assert min(contrast(colours[name], paper) for name in ("blue", "orange")) >= TEXT
    assert contrast(colours["grey"], paper) >= GRAPHICS


def test_letters_on_every_tint(theme):
    source = (ROOT / "assets/shared/palette.js").read_text()
    inks = [
        np.array([int(value) / 255 for value in found.split(",")])
        for found in re.findall(r"(?:white|black): \[([\d, ]+)\]", source)
    ]
    colours = {name: rgb(value) for name, value in vars(THEMES[theme]).items()}
    assert len(inks) == 2
    for name, share in itertools.product(("blue", "orange", "grey"), np.linspace(0, 1, 101)):
        ground = colours["background"] + share * (colours[name] - colours["background"])
        assert max(contrast(ink, ground) for ink in inks) >= TEXT


def test_scales_grow_from_the_middle(theme):
    middle = rgb(THEMES[theme].background)
    for end in (rgb(THEMES[theme].blue), rgb(THEMES[theme].orange)):
        lightness = [lab(linear(middle + share * (end - middle)))[0] for share in np.linspace(0, 1, 65)]
        steps = np.diff(lightness)
        assert (steps < 0).all() if theme == "light" else (steps > 0).all()


def test_the_player_has_the_figures_colours():
    source = (ROOT / "assets/shared/palette.js").read_text()
    for theme, name in (("light", "LIGHT"), ("dark", "DARK")):
        body = re.search(rf"const {name} = {{(.*?)}};", source, re.DOTALL)[1]
        colours = dict(re.findall(r'(\w+): "(#\w{6})"', body))
        assert colours == {key: value for key, value in vars(THEMES[theme]).items() if key != "background"}


def test_the_page_has_the_figures_colours(theme):
    config = tomllib.loads((ROOT / ".streamlit/config.toml").read_text())["theme"][theme]
    colours = THEMES[theme]
    assert (config["primaryColor"], config["textColor"]) == (colours.blue, colours.ink)
    assert config.get("backgroundColor", "#FFFFFF").upper() == colours.background
    assert "color: Canvas;" in style().partition('button[kind="primary"]')[2].partition("}")[0]
    assert contrast(rgb(colours.background), rgb(colours.blue)) >= TEXT  # what a button says, on the button


def test_no_style_sheet_has_a_colour_of_its_own():
    for path in {*(ROOT / "assets").rglob("*.css")} - {
        ROOT / "assets/player/html_file.css"
    }:  # no theme of Streamlit's is there
        assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", path.read_text()), path


def style():
    return bundle.style("chrome/page")
