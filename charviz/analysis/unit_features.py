"""What a unit follows: the correlation of its activation with features of each position of a text."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from charviz.config import RunConfig
from charviz.config.fields import field_error
from charviz.errors import ConfigError, quote
from charviz.i18n import N_
from charviz.nn.cell_types import GATES, STATES
from charviz.nn.replay import replay
from charviz.runs.run import Run

VOWELS = set("aeiouyAEIOUY") | {"아", "이", "우", "에", "오"}
OPEN, CLOSE = "([{<", ")]}>"


@dataclass(frozen=True, eq=False)
class UnitFeatures:
    """K networks on N tokens, U units of a part (a state or a gate) of a layer.

    activations: (K, N, U). features: name -> (N,), those that are not constant. correlation: (K, F, U) with each unit,
    in [-1, 1]; 0 for a constant unit.
    """

    symbols: tuple[str, ...]
    activations: np.ndarray
    features: dict[str, np.ndarray]
    correlation: np.ndarray


def features_of(symbols: Sequence[str], starts: Sequence[int] = (0,)) -> dict[str, np.ndarray]:
    """The features of each position after its token has been read: name -> (N,) float.

    starts: where the sequences begin; features do not carry over from one sequence to the next.
    """
    rows = []
    for time, symbol in enumerate(symbols):
        if time in starts:
            depth, quoted, column = 0, False, -1
        depth = max(0, depth + (symbol in OPEN) - (symbol in CLOSE))
        quoted = quoted != (symbol == '"')
        column = -1 if symbol == "\n" else column + 1
        kind = unicodedata.category(symbol[0])
        rows.append((quoted, depth > 0, depth, column, symbol in VOWELS, symbol.isspace(), kind == "Nd", kind == "Lu"))
    names = (
        "inside_quotes",
        "inside_brackets",
        "bracket_depth",
        "position_in_line",
        "vowel",
        "space",
        "digit",
        "capital",
    )
    return dict(zip(names, np.array(rows, float).T, strict=True))


def unit_correlations(
    run: Run, steps: list[int], text: str | None = None, part: str = "hidden", layer: int = 0
) -> UnitFeatures:
    """The correlations of the units at the keyframes `steps` on a text (None: the run's own), line breaks included.

    Raises ConfigError for a network without units, an unknown part or layer, or an unknown character.
    """
    config = run.config
    _check(config, part, layer)
    batch = config.batch if text is None else run.vocabulary.batch(config.sequences_of(text))
    values = replay(config, run.flat_weights(steps), batch).values[part][:, layer]
    symbols = tuple(run.vocabulary.symbols[index] for index in batch.flat(batch.inputs))
    of_letters = () if config.tokenize == "characters" else ("vowel", "space")
    features = {
        name: row
        for name, row in features_of(symbols, batch.starts).items()
        if row.std() > 0 and name not in of_letters
    }
    return UnitFeatures(
        symbols, values, features, _correlation(values, np.array([*features.values()]).reshape(-1, len(symbols)))
    )


def _check(config: RunConfig, part: str, layer: int) -> None:
    parts = (*STATES[config.cell_type], *GATES[config.cell_type])
    if not parts:
        raise field_error(N_("{cell_type} is 'memoryless': it has no units; use 'rnn', 'lstm' or 'gru'."))
    if part not in parts:
        raise field_error(
            N_("part is {found}; {cell_type} {cell} has {allowed}."),
            found=quote(part),
            cell=repr(config.cell_type),
            allowed=tuple(map(repr, parts)),
        )
    if not 0 <= layer < config.num_layers:
        raise ConfigError(
            N_("layer is {found}; this network has layers 0 to {last}."), found=layer, last=config.num_layers - 1
        )


def _correlation(values: np.ndarray, features: np.ndarray) -> np.ndarray:
    """(K, N, U) and (F, N) -> (K, F, U), Pearson's."""
    units = values - values.mean(axis=1, keepdims=True)
    rows = features - features.mean(axis=1, keepdims=True)
    sizes = np.sqrt((rows**2).sum(axis=1))[:, None] * np.sqrt((units**2).sum(axis=1))[:, None, :]
    return np.where(sizes > 1e-9, (rows @ units) / np.maximum(sizes, 1e-9), 0.0)
