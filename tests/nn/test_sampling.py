"""What a net writes by itself: by argmax what it has learned, by chance as its softmax says."""

import numpy as np
import pytest

import charviz as cv
from charviz.config.presets import PRESETS
from charviz.nn.sampling import find_cycle, first_divergence
from charviz.worker.answers import answer


@pytest.mark.parametrize(
    ("config", "prompt", "expected"),
    [
        (cv.RunConfig(steps=150), "h", "ihello"),
        (PRESETS["if-you-want-you"].config, " ", "if you want you"),
        (PRESETS["sentence"].config, "", "hello pytorch. how long can a rnn cell remember?"),
    ],
)
def test_at_temperature_0_it_writes_the_notes_strings(config: cv.RunConfig, prompt: str, expected: str) -> None:
    run = cv.train(config)
    assert run.sample(prompt, len(expected) + 5 * config.boundary_tokens, temperature=0)[: len(expected)] == expected
    assert run.write(prompt, 200, 0, 0).ended == config.boundary_tokens


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_drawn_letters_follow_the_softmax(temperature: float) -> None:
    run = cv.train(cv.RunConfig(steps=8))
    belief = run.trace().probabilities[0].astype(float) ** (1 / temperature)  # what follows the first h
    expected = belief / belief.sum() * 2000
    drawn = [run.vocabulary.ids[run.sample("h", 1, temperature, seed)] for seed in range(2000)]
    counted = np.bincount(drawn, minlength=5)
    assert ((counted - expected) ** 2 / expected).sum() < 18.47  # chi-square, 4 degrees of freedom, 0.1 %


def test_top_k_draws_from_the_likeliest_only() -> None:
    run = cv.train(cv.RunConfig(steps=8))
    likeliest = set(np.argsort(-run.trace().probabilities[0])[:2])
    assert {run.vocabulary.ids[run.sample("h", 1, 2.0, seed, top_k=2)] for seed in range(100)} == likeliest
    assert run.sample("h", 6, 2.0, top_k=1) == run.sample("h", 6, 0)
    writing = run.write("h", 5, 1.5, 3, top_k=2)
    assert (
        writing.sampling_probability.sum(axis=1) == pytest.approx(np.ones(5))
        and ((writing.sampling_probability > 0).sum(axis=1) == 2).all()
    )
    assert writing.probability.sum(axis=1) == pytest.approx(np.ones(5), abs=1e-6)
    with pytest.raises(cv.ConfigError, match="top_k is 0"):
        run.sample("h", top_k=0)


def test_where_it_leaves_the_text() -> None:
    assert first_divergence("hihello", "h", "ihello") == 6
    assert first_divergence("hihello", "h", "ello!") == 4
    assert first_divergence("hihello", "he", "lp") == 1
    assert first_divergence("hihello", "x", "ello") == 0
    assert first_divergence("hihello", "o", "abc") == 0


def test_a_loop_is_found() -> None:
    assert find_cycle([1, 2, 3, 3, 3, 3, 3, 3, 3]) == (2, 1)
    assert find_cycle([9, 1, 2, 1, 2, 1, 2, 1, 2]) == (1, 2)
    assert find_cycle([1, 2, 3, 4, 5, 6, 7, 8]) is None
    assert find_cycle([]) is None


def test_the_answer() -> None:
    run = cv.train(cv.RunConfig(steps=150))
    question = {
        "what": "generate",
        "step": 150,
        "prompt": "h",
        "length": 30,
        "temperature": 0,
        "top_k": None,
        "seed": 0,
    }
    header, arrays = answer(run, question)
    assert header["leaves"] == 6 and [step for step, _text in header["babble"]] == [0, 1, 3, 10, 30, 100, 150]
    assert header["babble"][-1][1] == "".join(run.vocabulary.symbols[i] for i in arrays["written"])
    assert arrays["candidates"].shape == (30, 5) and "".join(header["inputs"]) == "hihell"
