"""Somebody's own torch module: the embedding, the recurrent layers and the output layer that can be replayed, or why it cannot."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar, cast

import torch
from torch import Tensor, nn

from charviz import arguments
from charviz.config import RunConfig
from charviz.config.fields import choices
from charviz.errors import ConfigError, quote
from charviz.i18n import N_, Message
from charviz.text.tokens import tokens
from charviz.text.vocabulary import Vocabulary
from charviz.text.wording import reworded

CELLS: dict[str, type[nn.RNNBase]] = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
DROPOUTS = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.Dropout3d, nn.AlphaDropout, nn.FeatureAlphaDropout)
Module = TypeVar("Module", bound=nn.Module)
Choice = str | nn.Module | None  # a module, its name in the model, or None to find it


class Parts(NamedTuple):
    """The parts of a model that make its outputs of what it reads."""

    embedding: nn.Embedding | None
    rnn: nn.RNNBase
    head: nn.Linear | None

    @property
    def cell_type(self) -> str:
        """The cell, by charviz's name."""
        return next(name for name, kind in CELLS.items() if isinstance(self.rnn, kind))

    def parameters(self) -> Iterator[nn.Parameter]:
        """The parameters of all parts."""
        for part in self:
            if part is not None:
                yield from part.parameters()

    def flat(self, shapes: dict[str, tuple[int, ...]]) -> Tensor:
        """(P,) float32, a copy of the weights in the order of the shapes, on the model's device; a missing bias is zeros."""
        device = cast(Tensor, self.rnn.weight_hh_l0).device
        tensors = [self._weight(name) for name in shapes]
        rows = [
            torch.zeros(shape, device=device) if tensor is None else tensor.detach().to(device, torch.float32)
            for tensor, shape in zip(tensors, shapes.values(), strict=True)
        ]
        return torch.cat([row.reshape(-1) for row in rows])

    def _weight(self, name: str) -> Tensor | None:
        part, weight = name.split(".")
        return getattr(getattr(self, part), weight, None)


def find_parts(model: nn.Module, rnn: Choice = None, head: Choice = None, embedding: Choice = None) -> Parts:
    """The parts of a model, by name where they are named.

    Raises ConfigError for a model that has other parts, or parts with options that the replay does not have.
    """
    arguments.of(nn.Module, "model", model, Message(N_("a torch.nn.Module")))
    recurrent = _recurrent(model, rnn)
    _check_options(recurrent)
    parts = Parts(_embedding(model, embedding), recurrent, _one(model, "head", nn.Linear, head))
    if (rnn, head, embedding) == (None, None, None):
        _check_nothing_else(model, parts)
    return parts


def describe(parts: Parts, text: str, symbols: Sequence[str], tokenize: str) -> RunConfig:
    """The config of the network that the parts are, which reads these symbols; ConfigError where the sizes do not fit."""
    tokenize = arguments.one_of("tokenize", tokenize, choices("tokenize"))
    listed = _listed(symbols, tokenize)
    size = len(listed)
    embedding, rnn, head = parts
    reads, writes = embedding or rnn, head or rnn
    _check_size(reads, "num_embeddings" if embedding else "input_size", size)
    _check_size(writes, "out_features" if head else "hidden_size", size)
    if embedding is not None:
        _check_fit(rnn, "input_size", embedding, "embedding_dim")
    if head is not None:
        _check_fit(head, "in_features", rnn, "hidden_size")
    return RunConfig(
        text=text,
        alphabet=Vocabulary(listed, tokenize=tokenize).alphabet,
        tokenize=tokenize,
        cell_type=parts.cell_type,
        hidden_size=rnn.hidden_size,
        num_layers=rnn.num_layers,
        head="none" if head is None else "linear",
        **({} if embedding is None else {"encoding": "embedding", "embedding_size": embedding.embedding_dim}),
        training="elsewhere",
    )


def _recurrent(model: nn.Module, choice: Choice) -> nn.RNNBase:
    if choice is None and not any(isinstance(module, nn.RNNBase) for module in model.modules()):
        raise ConfigError(
            N_(
                "model has no nn.RNN, nn.LSTM or nn.GRU, whose equations charviz knows; it has {found}. A recurrence that is "
                "written by hand cannot be followed."
            ),
            found=_kinds(model),
        )
    return cast(nn.RNNBase, _one(model, "rnn", nn.RNNBase, choice))


def _one(model: nn.Module, argument: str, kind: type[Module], choice: Choice) -> Module | None:
    """The one module of a kind, or the one that is named; None where there is none."""
    found = {name: module for name, module in model.named_modules() if isinstance(module, kind)}
    if choice is not None:
        named = found.get(choice) if isinstance(choice, str) else choice
        if not any(named is module for module in found.values()):
            names = tuple(map(repr, found)) or Message(N_("none"))
            allowed = Message(N_("a {kind} of the model: {names}"), {"kind": _name(kind), "names": names})
            raise arguments.refusal(argument, choice if isinstance(choice, str) else type(choice).__name__, allowed)
        return cast(Module, named)
    if len(found) > 1:
        raise ConfigError(
            N_(
                "model has {count} modules of the kind {kind}, {found}; charviz follows one: name it, as in {argument}={example}."
            ),
            count=len(found),
            kind=_name(kind),
            found=tuple(map(repr, found)),
            argument=argument,
            example=repr(next(iter(found))),
        )
    return next(iter(found.values()), None)


def _embedding(model: nn.Module, choice: Choice) -> nn.Embedding | None:
    embedding = _one(model, "embedding", nn.Embedding, choice)
    if embedding is not None and embedding.max_norm is not None:
        raise _option(embedding, "max_norm", embedding.max_norm, "None")
    return embedding


def _check_options(part: nn.RNNBase) -> None:
    """Refuses what the equations do not have."""
    if part.bidirectional:
        raise _option(part, "bidirectional", True, "False")
    if part.proj_size:
        raise _option(part, "proj_size", part.proj_size, "0")
    if getattr(part, "nonlinearity", "tanh") != "tanh":
        raise _option(part, "nonlinearity", part.nonlinearity, "'tanh'")


def check_dropout(model: nn.Module) -> None:
    """Refuses dropout in training, which draws another network at every call."""
    for module in model.modules():
        if module.training and (dropout := _dropout(module)):
            raise ConfigError(
                N_(
                    "model has an {kind} with dropout {found} in training, which is another network at every call; charviz "
                    "follows it without dropout, or after model.eval()."
                ),
                kind=_name(type(module)),
                found=dropout,
            )


def _dropout(module: nn.Module) -> float:
    if isinstance(module, nn.RNNBase):
        return module.dropout if module.num_layers > 1 else 0.0  # it acts between layers
    return module.p if isinstance(module, DROPOUTS) else 0.0


def _option(part: nn.Module, option: str, found: object, wanted: str) -> ConfigError:
    return ConfigError(
        N_("model has an {kind} with {option} {found}; charviz follows {option} {wanted} only."),
        kind=_name(type(part)),
        option=option,
        found=repr(found),
        wanted=wanted,
    )


def _check_nothing_else(model: nn.Module, parts: Parts) -> None:
    known = {id(parameter) for parameter in parts.parameters()}
    if others := [name for name, parameter in model.named_parameters() if id(parameter) not in known]:
        raise ConfigError(
            N_(
                "model has parameters beside its embedding, its {cell} and its output layer: {found}; what they compute "
                "cannot be followed. If they do not act on the prediction, name the parts that do: rnn, head, embedding."
            ),
            cell=_name(type(parts.rnn)),
            found=quote(", ".join(others)),
        )


def _check_size(part: nn.Module, size: str, symbols: int) -> None:
    if (found := getattr(part, size)) != symbols:
        raise ConfigError(
            N_(
                "symbols has {count} symbols, but the model's {kind} has {size} {found}; give one symbol for each index."
            ),
            count=symbols,
            kind=_name(type(part)),
            size=size,
            found=found,
        )


def _check_fit(part: nn.Module, size: str, below: nn.Module, size_below: str) -> None:
    if (found := getattr(part, size)) != (wanted := getattr(below, size_below)):
        raise ConfigError(
            N_("the model's {kind} has {size} {found}, but the {below} below it has {size_below} {wanted}."),
            kind=_name(type(part)),
            size=size,
            found=found,
            below=_name(type(below)),
            size_below=size_below,
            wanted=wanted,
        )


def _listed(symbols: Any, tokenize: str) -> tuple[str, ...]:
    """The symbols, each of them one token."""
    what = Message(N_("a text or a list of characters, in the order of their indices"))
    in_text = tokenize == "characters" and isinstance(symbols, str)
    parts = tuple(symbols if in_text else arguments.several("symbols", symbols, what))
    if wrong := [part for part in parts if not isinstance(part, str) or len(tokens(part, tokenize)) != 1]:
        error = ConfigError(N_("symbols has {found}; each symbol is one character."), found=quote(wrong[0]))
        raise reworded(error, tokenize)
    return parts


def _kinds(model: nn.Module) -> tuple[str, ...]:
    kinds = dict.fromkeys(_name(type(module)) for module in model.modules() if not list(module.children()))
    return tuple(kinds)


def _name(kind: type) -> str:
    if kind is nn.RNNBase:
        return "nn.RNN, nn.LSTM or nn.GRU"
    return f"nn.{kind.__name__}" if kind.__module__.startswith("torch.nn") else kind.__name__
