"""All ideas: all are there, and each link is an address that the app accepts, with values that it keeps."""

import ast
from collections import Counter
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest

from charviz.config import RunConfig
from charviz.lessons.ideas import ALL
from charviz.lessons.ideas.entry import KINDS, THEMES
from charviz.ui.pages import (
    cell,
    compare,
    embeddings,
    generate,
    gradients,
    idea_links,
    ideas,
    memory,
    notes,
    order,
    shapes,
    text,
    units,
)
from charviz.ui.shell import url_state

ROOT = Path(__file__).parents[2]
OPTIONS = {
    "live": {}, "text": text.OPTIONS, "memory": memory.OPTIONS, "cell": cell.OPTIONS, "units": units.OPTIONS,
    "gradients": gradients.OPTIONS, "shapes": shapes.OPTIONS, "order": order.OPTIONS, "compare": compare.OPTIONS,
    "generate": generate.OPTIONS, "embeddings": embeddings.OPTIONS, "notes": notes.OPTIONS, "ideas": ideas.OPTIONS,
}  # fmt: skip
PLACES = sorted({place for idea in ALL for place in idea.places})


def test_all_are_there() -> None:
    numbers_of = {kind: [idea.number for idea in ALL if idea.kind == kind] for kind in KINDS}
    assert {kind: sorted(found) for kind, found in numbers_of.items()} == {
        "idea": list(range(1, 66)), "mistake": list(range(1, 30)), "slip": list(range(1, 17)),
    }  # fmt: skip
    for idea in ALL:
        assert idea.theme in THEMES and idea.places and idea.so.endswith((".", "?", "…"))
        assert bool(idea.said) == (idea.kind != "idea")
        assert set(idea.notes.split()) <= {"N0", "N1", "N2", "N3", "N4"} and bool(idea.notes) == (
            idea.kind != "mistake"
        )
    assert max(Counter(idea.so for idea in ALL).values()) == 1


def test_the_pages_exist_under_their_titles() -> None:
    calls = [node for node in ast.walk(ast.parse((ROOT / "app.py").read_text())) if isinstance(node, ast.Call)]
    pages = {
        Path(call.args[0].value).stem: next(word.value.args[0].value for word in call.keywords if word.arg == "title")
        for call in calls
        if getattr(call.func, "attr", "") == "Page"
    }
    assert idea_links.TITLES.items() <= pages.items()
    assert {place.page for place in PLACES} == idea_links.TITLES.keys()


@pytest.mark.parametrize("place", PLACES, ids=lambda link: link.address[:60])
def test_each_link_is_an_address(place) -> None:
    options = {**url_state.OPTIONS, **OPTIONS[place.page]}
    query = parse_qsl(place.query, keep_blank_values=True)
    assert len(dict(query)) == len(query)
    for key, value in query:
        if key in options:
            assert options[key].read(value) != options[key].entry.default or key in ("what",), f"{key} says nothing new"
    run = RunConfig.from_url(urlencode([pair for pair in query if pair[0] not in options]))
    told = dict(query)
    assert int(told.get("unit", 0)) < run.hidden_size and int(told.get("layer", 0)) < run.num_layers
    if place.page in ("memory", "cell"):
        assert run.cell_type != "memoryless" and int(told.get("t", 0)) < run.batch.mask.sum()


def test_questions_have_one_right_answer() -> None:
    quizzes = {ideas.name(idea): idea.quiz for idea in ALL if idea.quiz}
    assert len(quizzes) >= 8
    for quiz in quizzes.values():
        assert 0 <= quiz.answer < len(quiz.choices) == len(set(quiz.choices))
    for key, logits in {"S1": [1.0, 2.2, -3.0, 4.1], "18": [0.5, 0.3, -1.0, 1.2]}.items():
        chances = np.exp(logits) / np.exp(logits).sum()
        best = int(chances.argmax())
        quiz = quizzes[key]
        assert "helo"[best] in quiz.choices[quiz.answer] and f"{100 * chances[best]:.0f} %" in quiz.why
        assert f"[{', '.join(f'{logit:.1f}' for logit in logits)}]".replace("-", "−") in quiz.question
