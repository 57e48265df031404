"""The shapes on the way against torch's own, for every combination; the shown code gives these very shapes."""

import itertools

import numpy as np
import pytest
import torch

import charviz as cv
from charviz.nn.cell_types import NAMES
from charviz.nn.tensor_shapes import Shapes
from charviz.worker.answers import answer

WORDS = [("h",), ("hello",), ("hello", "eolll", "lleel"), ("안녕", "녕안안", "👩‍👩‍👧")]
COMBINATIONS = [
    Shapes(words, cell, hidden, layers, embedding, first, head)
    for words, cell, hidden, layers, embedding, first, head in itertools.product(
        WORDS, NAMES, (1, 2), (1, 3), (0, 3), (True, False), (True, False)
    )
]


@pytest.mark.parametrize(
    ("words", "shape", "said"),
    [
        (("h",), (1, 1, 4), (1, 1, 2)),
        (("hello",), (1, 5, 4), (1, 5, 2)),
        (("hello", "eolll", "lleel"), (3, 5, 4), (3, 5, 2)),
    ],
)
def test_the_cases_of_the_notes(words: tuple[str, ...], shape: tuple, said: tuple) -> None:
    shapes = Shapes(words, hidden_size=2, alphabet="helo")
    assert (shapes.tensor("x").shape, shapes.tensor("output").shape) == (shape, said)


def test_every_shape_and_count_is_torchs() -> None:
    for shapes in COMBINATIONS:
        sizes = shapes.sizes
        _header, arrays = answer(None, {"what": "shapes", "step": 0, "shapes": vars_of(shapes)})
        assert {tensor.name: tensor.shape for tensor in shapes.tensors} == {name: a.shape for name, a in arrays.items()}
        rnn = getattr(torch.nn, NAMES[shapes.cell_type])(sizes["E"], sizes["H"], sizes["L"])
        modules = {"rnn": rnn}
        if shapes.embedding_size:
            modules["embedding"] = torch.nn.Embedding(sizes["V"], sizes["E"])
        if shapes.head:
            modules["head"] = torch.nn.Linear(sizes["H"], sizes["V"])
        theirs = {
            f"{name}.{key}": tuple(p.shape) for name, module in modules.items() for key, p in module.named_parameters()
        }
        assert {parameters.name: parameters.shape for parameters in shapes.parameters} == theirs
        assert shapes.parameter_count == sum(int(np.prod(shape)) for shape in theirs.values())


def vars_of(shapes: Shapes) -> dict:
    names = ("words", "cell_type", "hidden_size", "num_layers", "embedding_size", "batch_first", "head")
    return {name: getattr(shapes, name) for name in names}


def test_the_shown_code_gives_these_shapes_and_values(ran) -> None:
    chosen = COMBINATIONS[::17]
    blocks, expected = [], []
    for shapes in chosen:
        names = [tensor.name for tensor in shapes.tensors]
        blocks.append(
            "\n".join(
                [
                    shapes.code(),
                    *(f"print(tuple({name}.shape), round(float({name}.detach().float().sum()), 4))" for name in names),
                ]
            )
        )
        _header, arrays = answer(None, {"what": "shapes", "step": 0, "shapes": vars_of(shapes)})
        expected += [(arrays[name].shape, arrays[name].sum()) for name in names]
    printed = ran("\n".join(blocks))
    found = [eval(line.replace(") ", "), ", 1)) for line in printed.splitlines()]
    assert [shape for shape, _sum in found] == [shape for shape, _sum in expected]
    assert [total for _shape, total in found] == pytest.approx([total for _shape, total in expected], abs=1e-3)


def test_longer_words_change_no_parameter() -> None:
    counts = {Shapes(("hello" * length,), hidden_size=8).parameter_count for length in (1, 2)}
    assert len(counts) == 1
    assert Shapes(("hihello",), hidden_size=8).parameter_count == 165


@pytest.mark.parametrize(
    ("fields", "match"),
    [
        ({"words": ()}, "there are 0 words; 1 to 8"),
        ({"words": ("a" * 13,)}, "has 13 letters; 1 to 12"),
        ({"words": ("a",), "hidden_size": 17}, "hidden_size is 17; 1 to 16"),
        ({"words": ("ab",), "alphabet": "a"}, "alphabet 'a' lacks"),
        ({"words": ("a",), "cell_type": "tree"}, "cell_type is 'tree'"),
    ],
)
def test_what_cannot_be_drawn_is_said(fields: dict, match: str) -> None:
    with pytest.raises(cv.ConfigError, match=match):
        Shapes(**fields)
