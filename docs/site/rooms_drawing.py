"""The drawing of the rooms as SVG: a repository's host draws Mermaid itself, the site would load a script from elsewhere for it."""

import re
from functools import cache

WIDTH, HEIGHT, GAP, ROW = 112, 30, 14, 74
LINE = "fill:none;stroke:currentColor;opacity:.45"
BOX = "fill:var(--md-default-bg-color);stroke:currentColor"


def svg(mermaid: str) -> str:
    """One row for each level, the ground at the bottom; a line from a room to each directly below it."""
    titles = dict(re.findall(r"(\w+)\[(.+?)\]", mermaid))
    below: dict[str, list[str]] = {room: [] for room in titles}
    for room, other in re.findall(r"(\w+) --> (\w+)", mermaid):
        below[room].append(other)

    @cache
    def level(room: str) -> int:
        return 1 + max(map(level, below[room]), default=-1)

    rows = [[room for room in titles if level(room) == height] for height in range(max(map(level, titles)) + 1)]
    across = max(map(len, rows)) * (WIDTH + GAP)
    places = {}
    for height, row in enumerate(rows):
        for place, room in enumerate(row):
            places[room] = across * (place + 0.5) / len(row), ROW * (len(rows) - height - 0.5)
    lines = [_line(places[room], places[other]) for room in titles for other in below[room]]
    boxes = [_box(titles[room], *places[room]) for room in titles]
    size = f'viewBox="0 0 {across} {ROW * len(rows)}" style="max-width:{across}px;width:100%"'
    return f'<svg role="img" aria-label="Who imports whom" {size}>{"".join(lines + boxes)}</svg>\n'


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x, y), (to_x, to_y) = start, end
    y, to_y = y + HEIGHT / 2, to_y - HEIGHT / 2
    return f'<path d="M{x:g} {y:g}C{x:g} {y + 30:g} {to_x:g} {to_y - 30:g} {to_x:g} {to_y:g}" style="{LINE}"/>'


def _box(title: str, x: float, y: float) -> str:
    box = f'<rect x="{x - WIDTH / 2:g}" y="{y - HEIGHT / 2:g}" width="{WIDTH}" height="{HEIGHT}" rx="5" style="{BOX}"/>'
    return f'{box}<text x="{x:g}" y="{y + 4.5:g}" text-anchor="middle" style="fill:currentColor;font-size:14px">{title}</text>'
