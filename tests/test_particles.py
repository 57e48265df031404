"""Korean particles: the same examples as for the player's rule (tests/node/particles.test.js)."""

import json
from pathlib import Path

import pytest

from charviz.i18n import Message, fill
from charviz.particles import particle

EXAMPLES = json.loads(Path(__file__).with_name("particles.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("before", "pair", "form"), EXAMPLES)
def test_a_particle_depends_on_the_last_sound_before_it(before: str, pair: str, form: str) -> None:
    assert particle(before, pair) == form


def test_a_sentence_takes_its_particles_from_its_values_and_leaves_theirs_alone() -> None:
    assert fill("{one}[과/와] {other}[은/는] 글자예요.", one="l", other="h") == "l과 h는 글자예요."
    assert fill("‘{text}’[이/가] 글이에요.", text="[은/는]") == "‘[은/는]’이 글이에요."
    assert (
        Message("{count:,}[을/를] {kind}[으로/로]", {"count": 1000, "kind": Message("RNN")}).render()
        == "1,000을 RNN으로"
    )
