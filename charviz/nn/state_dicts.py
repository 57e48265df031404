"""Somebody's own state_dict -> the weights of a config in one row: by charviz's names, or by what they are and their shapes."""

import re
from collections.abc import Mapping
from typing import Any

import numpy as np

from charviz import arguments
from charviz.config import RunConfig
from charviz.errors import ConfigError, quote
from charviz.i18n import N_, Message
from charviz.nn.parameters import weight_shapes

RECURRENT = re.compile(r"(?P<prefix>.*?)(?P<name>(?:weight|bias)_[ih]h_l\d+)")
A_STATE = Message(N_("the state_dict of a module: names with their tensors"))


def flat_weights(config: RunConfig, state: Mapping[str, Any]) -> np.ndarray:
    """(P,) float32, in the order of `weight_shapes`; a missing bias is zeros.

    Raises ConfigError where a weight is missing, has another shape, is of no part of the network, or could be of two.
    """
    arguments.of(Mapping, "a state", state, A_STATE)  # type: ignore[type-abstract]  # nothing is made of it
    shapes, arrays = weight_shapes(config), {str(name): _array(name, tensor) for name, tensor in state.items()}
    places = _places(shapes, arrays)
    if others := [name for name in arrays if name not in places.values()]:
        raise ConfigError(
            N_("a state has {found}, which the network of its config lacks; it has {wanted}."),
            found=quote(", ".join(others)),
            wanted=tuple(shapes),
        )
    rows = [_row(name, arrays.get(places.get(name, "")), shape) for name, shape in shapes.items()]
    return np.concatenate(rows)


def _array(name: Any, tensor: Any) -> np.ndarray:
    """A tensor on any device, of any type, or an array."""
    try:
        return np.asarray(tensor.detach().cpu().float() if hasattr(tensor, "detach") else tensor, np.float32)
    except (TypeError, ValueError):
        raise arguments.refusal(f"{name} of a state", tensor, Message(N_("a tensor of numbers"))) from None


def _row(name: str, found: np.ndarray | None, shape: tuple[int, ...]) -> np.ndarray:
    if found is None and ".bias" in name:
        return np.zeros(shape, np.float32).ravel()
    if found is None:
        raise ConfigError(N_("a state lacks {name}."), name=name)
    if found.shape != shape:
        raise ConfigError(
            N_("{name} is {found}; its config asks for {wanted}."),
            name=name,
            found=str(list(found.shape)),
            wanted=str(list(shape)),
        )
    return found.ravel()


def _places(shapes: Mapping[str, tuple[int, ...]], arrays: Mapping[str, np.ndarray]) -> dict[str, str]:
    """charviz's names of the weights -> the state's."""
    if set(arrays) <= set(shapes):
        return {name: name for name in arrays}
    recurrent = {name: match for name in arrays if (match := RECURRENT.fullmatch(name))}
    prefixes = sorted({match["prefix"] for match in recurrent.values()})
    if len(prefixes) > 1:
        raise _ambiguous("rnn", tuple(map(repr, prefixes)))
    places = {f"rnn.{match['name']}": name for name, match in recurrent.items()}
    return places | _tables(shapes, arrays, set(recurrent))


def _tables(shapes: Mapping[str, tuple[int, ...]], arrays: Mapping[str, np.ndarray], taken: set[str]) -> dict[str, str]:
    """The embedding, which has no bias, and the output layer, by their shapes."""
    owners = {name.removesuffix(".weight"): name for name in arrays if name not in taken and name.endswith(".weight")}
    biased = {owner for owner in owners if f"{owner}.bias" in arrays}
    places = {}
    for part in [name.removesuffix(".weight") for name in shapes if name in ("embedding.weight", "head.weight")]:
        fitting = [owner for owner, name in owners.items() if arrays[name].shape == shapes[f"{part}.weight"]]
        if part == "embedding":
            fitting = [owner for owner in fitting if owner not in biased]
        elif biased & set(fitting):
            fitting = [owner for owner in fitting if owner in biased]
        fitting = [owner for owner in fitting if owner.rpartition(".")[2] == part] or fitting
        if len(fitting) > 1:
            raise _ambiguous(part, tuple(repr(owners[owner]) for owner in fitting))
        for owner in fitting:
            places[f"{part}.weight"] = owners[owner]
            places |= {f"{part}.bias": f"{owner}.bias"} if owner in biased else {}
    return places


def _ambiguous(part: str, found: tuple[str, ...]) -> ConfigError:
    return ConfigError(
        N_("a state has several weights that {part} could be, {found}; name them {example}."),
        part=part,
        found=found,
        example=f"{part}.weight, ..." if part != "rnn" else "rnn.weight_ih_l0, ...",
    )
