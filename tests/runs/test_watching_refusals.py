"""What cannot be watched, or done with a watched run, is said in one sentence."""

import pytest
import torch
from torch import nn
from tutorial_network import SYMBOLS, TEXT, E, H, Tutorial, V, train, watched

import charviz as cv


def test_what_cannot_be_done_with_it_is_said_in_a_sentence() -> None:
    model = Tutorial()
    watcher, optimizer = watched(model)
    train(model, optimizer, 3)
    run, why = watcher.run, "does not know how they were trained"
    for refused in (
        lambda: run.resume(5),
        lambda: cv.train(run.config),
        lambda: next(cv.stream(run.config)),
        lambda: run.config.forked(2),
        lambda: cv.RunConfig.from_url({"fork": f"2:{run.config.to_url()}", "cell": "lstm", "hidden": "12"}),
        lambda: cv.train(cv.RunConfig.from_url(run.config.to_url())),
        run.to_script,
        run.to_notebook,
    ):
        with pytest.raises(cv.ConfigError, match=why):
            refused()
    assert cv.train(run.config.replace(learning_rate=0.1, steps=2)).config.training == "charviz"


class Relu(Tutorial):
    def forward(self, x: torch.Tensor, state: object = None) -> tuple[torch.Tensor, object]:
        return self.fc(self.core(self.emb(x))[0].relu()), None


def with_part(name: str, module: nn.Module, model: nn.Module | None = None) -> nn.Module:
    model = Tutorial() if model is None else model
    setattr(model, name, module)
    return model


REFUSED = {
    "by hand": (
        lambda: nn.Sequential(nn.Linear(V, H), nn.Tanh(), nn.Linear(H, V)),
        "no nn.RNN.*nn.Linear, nn.Tanh.*by hand",
    ),
    "cells": (lambda: nn.Sequential(nn.LSTMCell(V, H), nn.Linear(H, V)), "nn.LSTMCell, nn.Linear"),
    "several": (lambda: with_part("second", nn.GRU(H, H)), "2 modules.*'core', 'second'.*rnn='core'"),
    "bidirectional": (lambda: with_part("core", nn.LSTM(E, H, bidirectional=True)), "nn.LSTM with bidirectional True"),
    "projections": (lambda: with_part("core", nn.LSTM(E, H, proj_size=3)), "nn.LSTM with proj_size 3"),
    "relu": (lambda: with_part("core", nn.RNN(E, H, nonlinearity="relu")), "nn.RNN with nonlinearity 'relu'"),
    "dropout": (lambda: with_part("drop", nn.Dropout(0.2)), "nn.Dropout with dropout 0.2 in training"),
    "normalised": (lambda: with_part("norm", nn.LayerNorm(H)), "norm.weight, norm.bias"),
    "own parameter": (lambda: with_part("h0", nn.Parameter(torch.zeros(H))), "beside its embedding.*h0"),
    "two heads": (lambda: with_part("value", nn.Linear(H, 1)), "2 modules of the kind nn.Linear.*head='fc'"),
    "activation": (lambda: Relu(), "differs from charviz's replay"),
    "max_norm": (lambda: with_part("emb", nn.Embedding(V, E, max_norm=1.0)), "max_norm 1.0"),
    "symbols": (lambda: with_part("fc", nn.Linear(H, 6)), "symbols has 5 symbols.*nn.Linear has out_features 6"),
    "no module": (lambda: "model", "a torch.nn.Module"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_followed_is_said_in_one_sentence(case: str) -> None:
    make, sentence = REFUSED[case]
    model = make()
    parameters = model.parameters() if isinstance(model, nn.Module) else [torch.zeros(1)]
    with pytest.raises(cv.ConfigError, match=sentence) as caught:
        cv.watch(model, torch.optim.SGD(parameters), text=TEXT, symbols=SYMBOLS)
    assert len(str(caught.value)) < 400


def test_named_parts_leave_the_others_alone() -> None:
    model = with_part("value", nn.Linear(H, 1))
    assert watched(model, head="fc")[0].checked and watched(model, head=model.fc)[0].checked
    with pytest.raises(cv.ConfigError, match="head is 'no'; allowed: a nn.Linear of the model: 'fc', 'value'"):
        watched(model, head="no")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"symbols": ["h", "i", "e", "l", "<pad>"]}, "symbols has '<pad>'"),
        ({"symbols": 5}, "symbols is 5"),
        ({"text": "hx"}, "'x', which the alphabet 'hielo' lacks"),
        ({"every": 0}, "every is 0"),
        ({"optimizer": "adam"}, "a torch.optim.Optimizer"),
        ({"optimizer": torch.optim.SGD([nn.Parameter(torch.zeros(2))])}, "none of the model's parameters"),
    ],
)
def test_wrong_arguments(changes: dict, sentence: str) -> None:
    model = Tutorial()
    options = {"optimizer": torch.optim.SGD(model.parameters()), "text": TEXT, "symbols": SYMBOLS, **changes}
    with pytest.raises(cv.ConfigError, match=sentence):
        cv.watch(model, **options)
