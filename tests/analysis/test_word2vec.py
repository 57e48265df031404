"""CBOW and skip-gram: the pairs by hand, the losses by hand, and what the grammar must teach."""

import numpy as np
import pytest
import torch

import charviz as cv
from charviz.analysis.word2vec import MODELS, word2vec
from charviz.arrays import project_to_plane
from charviz.text.sentences import ANALOGIES, CLASSES, Sentences, grammar
from charviz.worker.answers import answer

SCHOOL = "The boy is going to school"


def test_the_windows_of_the_notes_sentence() -> None:
    found = Sentences(SCHOOL, window=1)
    told = {found.words[center]: [found.words[other] for other in context] for center, context in found.windows}
    assert told["going"] == ["is", "to"] and told["the"] == ["boy"] and told["school"] == ["to"]
    assert len(found.pairs) == 10
    assert Sentences(SCHOOL + "\nThe quick brown fox jumps over the lazy dog", 2).words[:3] == ("the", "boy", "is")


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("negative", [0, 4])
@pytest.mark.parametrize("seed", range(3))
def test_words_of_one_class_come_together(model: str, negative: int, seed: int) -> None:
    found = word2vec(Sentences(grammar()), model, negative=negative, seed=seed)
    words = [(word, name) for name, members in CLASSES.items() for word in members]
    vectors = found.vectors[-1][[found.words.index(word) for word, _name in words]]
    assert silhouette(vectors, np.array([name for _word, name in words])) > 0.3
    assert sum(found.analogy(one, other, third)[0][0] == fourth for one, other, third, fourth in ANALOGIES) >= 2
    assert {word for word, _cosine in found.nearest("cat", 3)} <= set(CLASSES["animals"])


def silhouette(vectors: np.ndarray, classes: np.ndarray) -> float:
    """Mean of (b - a) / max(a, b) by cosine distance; a: to the others of its class, b: to the nearest other class."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    distance, found = 1 - unit @ unit.T, []
    for place, name in enumerate(classes):
        same = (classes == name) & (np.arange(len(classes)) != place)
        a = distance[place, same].mean()
        b = min(distance[place, classes == other].mean() for other in set(classes) - {name})
        found.append((b - a) / max(a, b))
    return float(np.mean(found))


@pytest.mark.parametrize("model", MODELS)
def test_the_first_loss_by_hand(model: str) -> None:
    sentences = Sentences("a b c a\nb d", 1)
    found = word2vec(sentences, model, size=3, steps=1, seed=4)
    generator = torch.Generator().manual_seed(4)
    inner, outer = (torch.randn(4, 3, generator=generator).numpy() * 3**-0.5 for _ in range(2))
    losses = []
    for center, context in sentences.windows:
        guesses = [(inner[center], other) for other in context]
        for read, wanted in guesses if model == "skip-gram" else [(inner[list(context)].mean(axis=0), center)]:
            scores = outer @ read
            losses.append(np.log(np.exp(scores).sum()) - scores[wanted])
    assert found.loss[0] == pytest.approx(np.mean(losses), abs=1e-5)


def test_same_seed_same_bits() -> None:
    one, again = (word2vec(Sentences(SCHOOL), negative=3, steps=30, seed=1) for _ in range(2))
    assert np.array_equal(one.vectors, again.vectors) and one.loss[-1] < one.loss[0]


def test_a_plane_keeps_what_differs_most() -> None:
    points = np.random.default_rng(0).normal(size=(40, 6)) * [9, 5, 1, 1, 1, 1]
    flat, explained = project_to_plane(points, points)
    variances = np.sort(np.linalg.eigvalsh(np.cov(points.T)))
    assert explained == pytest.approx(variances[-2:].sum() / variances.sum())
    assert flat.var(axis=0, ddof=1) == pytest.approx(variances[::-1][:2])


def test_the_answers() -> None:
    question = {
        "text": grammar(),
        "window": 2,
        "model": "cbow",
        "size": 8,
        "negative": 0,
        "learning_rate": 0.05,
        "steps": 40,
        "seed": 0,
    }
    header, arrays = answer(None, {"what": "words", "step": 0, **question})
    assert arrays["vectors"].shape == (41, len(header["words"]), 8) and len(header["analogies"]) == 3
    learned = cv.train(cv.RunConfig(encoding="embedding", embedding_size=3, steps=20))
    header, arrays = answer(learned, {"what": "letters", "step": 20})
    assert np.array_equal(arrays["vectors"][-1], learned.weights()["embedding.weight"])
    header, arrays = answer(cv.train(cv.RunConfig(steps=5)), {"what": "letters", "step": 5})
    assert np.array_equal(arrays["vectors"], np.eye(5, dtype=np.float32)[None]) and header["steps"] == [5]


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"text": "one"}, "there is 1 word;"),
        ({"text": ""}, "0 different words"),
        ({"text": "a\nb"}, "0 pairs"),
        ({"text": "a b", "window": 0}, "window is 0"),
        ({"text": "ab " * 9000}, "27,000 characters"),
        ({"text": " ".join(f"w{n}" for n in range(300))}, "300 different words"),
    ],
)
def test_what_are_no_sentences_is_said(fields: dict, match: str) -> None:
    with pytest.raises(cv.ConfigError, match=match):
        Sentences(**fields)


def test_settings_are_checked() -> None:
    with pytest.raises(cv.ConfigError, match="model is 'glove'"):
        word2vec(Sentences(SCHOOL), "glove")
    with pytest.raises(cv.ConfigError, match="negative is 99; 0 to 20"):
        word2vec(Sentences(SCHOOL), negative=99)
