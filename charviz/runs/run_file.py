"""A run as one file: safetensors, with the config as JSON in its header. Nothing in it is ever executed."""

import json
from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors import SafetensorError, deserialize
from safetensors.numpy import save

from charviz import arguments
from charviz.config import RunConfig
from charviz.config.fields import bounds
from charviz.config.forks import FORKS
from charviz.engines.base import AVERAGES
from charviz.errors import ConfigError, RunFileError, quote
from charviz.i18n import N_, Message
from charviz.nn.parameters import count
from charviz.text import corpora

FORMAT = "charviz-run-1"
SIZE_LIMIT = 2**32
DTYPES = {"losses": "float64", "predicted": "uint16", "keyframes": "int64", "weights": "float32", "held_out": "float64"}
TEXTS = ("text", *(f"text.{place}" for place in range(1, FORKS + 1)))
CODES = {"float64": "F64", "uint16": "U16", "int64": "I64", "float32": "F32"}


class RunFile(NamedTuple):
    """The content of a file: a config, its arrays by name, and whether the run's loss stopped being finite."""

    config: RunConfig
    arrays: dict[str, np.ndarray]
    diverged: bool


def encode(config: RunConfig, arrays: Mapping[str, np.ndarray], *, diverged: bool) -> bytes:
    """The file's content: losses (S,), predicted (S, N), keyframes (K,), weights (K, P).

    Of a run in windows held_out (S,) too, of texts that were added (its own, and those of runs that it is forked from) their
    bytes, `text`, `text.1`, ..., and, if known, the optimizer's averages (P,) at the last step, under torch's names: with these
    the run can be trained further.
    """
    typed = {name: np.ascontiguousarray(arrays[name], dtype=dtype) for name, dtype in _types(config).items()}
    averages = {name: arrays[name] for name in AVERAGES[config.optimizer] if name in arrays}
    typed |= {name: np.ascontiguousarray(average, np.float32) for name, average in averages.items()}
    for place, text in enumerate(config.added_texts):
        typed[TEXTS[place]] = np.frombuffer(text.text.encode(), np.uint8)
    return save(typed, {"format": FORMAT, "config": config.to_json(), "diverged": json.dumps(diverged)})


def read(path: str | PathLike) -> RunFile:
    """Reads a file; every size is checked against the config before an array is created.

    Raises RunFileError for a file that is missing, foreign, truncated, too large, or inconsistent.
    """
    path = Path(arguments.path("path", path))
    if not path.is_file():
        raise RunFileError(N_("there is no file {path}."), path=quote(str(path)))
    if (size := path.stat().st_size) > SIZE_LIMIT:
        raise RunFileError(
            N_("{file} has {found:,} bytes; at most {most:,} are allowed."),
            file=quote(path.name),
            found=size,
            most=SIZE_LIMIT,
        )
    return decode(path.read_bytes(), path.name)


def decode(content: bytes, name: str = "the file", *, is_uploaded: bool = False) -> RunFile:
    """Reads the content of a file; no intermediate object is larger than the content.

    is_uploaded: whether its texts must be within the limits for uploads to a server.
    """
    content = arguments.of(bytes, "content", content, Message(N_("the bytes of a file")))
    if content[8:9] != b"{":
        raise RunFileError(
            N_("{file} is not a charviz run; a saved run is a file whose name ends in .charviz."), file=quote(name)
        )
    try:
        tensors = dict(deserialize(content))
        kinds = {key: (found["dtype"], tuple(found["shape"])) for key, found in tensors.items()}

        def tensor(key: str) -> np.ndarray:
            code, shape = kinds[key]
            dtype = "uint8" if code == "U8" else next(name for name, known in CODES.items() if known == code)
            return np.frombuffer(tensors[key]["data"], dtype).reshape(shape)

        texts = _texts(
            kinds, tensor, is_uploaded=is_uploaded
        )  # kept alive until the config refers to those that it needs
        file = _run_file(_metadata(content), kinds, tensor)
        del texts
        return file
    except (SafetensorError, ConfigError, KeyError) as error:
        raise _refusal(name, error) from None


def _metadata(content: bytes) -> dict[str, str]:
    """The strings in the header of a file that safetensors has read without complaint."""
    length = int.from_bytes(content[:8], "little")
    return json.loads(content[8 : 8 + length]).get("__metadata__") or {}


def _refusal(name: str, error: Exception) -> RunFileError:
    if isinstance(error, SafetensorError):
        words = N_("{file} is not a charviz run, or is incomplete ({why}).")
        return RunFileError(words, file=quote(name), why=str(error))
    why = error.message if isinstance(error, ConfigError) else Message(N_("it lacks {name}."), {"name": str(error)})
    return RunFileError(N_("{file} is not a charviz run: {why}"), file=quote(name), why=why)


Kinds = Mapping[str, tuple[str, tuple[int, ...]]]  # the type, by safetensors' name, and the shape of each tensor


def _run_file(metadata: Mapping[str, str], kinds: Kinds, tensor: Callable[[str], Any]) -> RunFile:
    config, diverged = _header(metadata)
    averages = _check(config, kinds)
    arrays = {name: tensor(name) for name in (*_types(config), *averages)}
    _check_values(config, arrays)
    return RunFile(config, arrays, diverged)


def _types(config: RunConfig) -> dict[str, str]:
    """The arrays of a config's file."""
    return {name: dtype for name, dtype in DTYPES.items() if name != "held_out" or config.window is not None}


def _texts(kinds: Kinds, tensor: Callable[[str], Any], *, is_uploaded: bool) -> list[corpora.Corpus]:
    """The added texts in a file; each gets the name that follows from its content, whatever the config says."""
    bounds = (corpora.UPLOAD_LIMIT, corpora.UPLOAD_SYMBOLS) if is_uploaded else (SIZE_LIMIT, corpora.SYMBOLS)
    return [_text(name, kinds[name], tensor, *bounds) for name in TEXTS if name in kinds]


def _text(
    name: str, kind: tuple[str, tuple[int, ...]], tensor: Callable[[str], Any], most_bytes: int, most_symbols: int
) -> corpora.Corpus:
    dtype, shape = kind
    if dtype != "U8" or len(shape) != 1 or shape[0] > most_bytes:
        raise ConfigError(
            N_("its text is {dtype} {shape}; at most {most:,} bytes are allowed."),
            dtype=dtype,
            shape=str(list(shape)),
            most=most_bytes,
        )
    try:
        text = tensor(name).tobytes().decode()
    except UnicodeDecodeError:
        raise ConfigError(N_("its text is not UTF-8.")) from None
    return corpora.received(text, most_symbols)


def _header(metadata: Mapping[str, str]) -> tuple[RunConfig, bool]:
    if metadata.get("format") != FORMAT:
        raise ConfigError(
            N_("its format is {found}; allowed: {allowed}."), found=quote(metadata.get("format")), allowed=repr(FORMAT)
        )
    return RunConfig.from_json(metadata["config"]), metadata.get("diverged") == "true"


def _check(config: RunConfig, kinds: Kinds) -> tuple[str, ...]:
    """Shapes (S,), (S, N), (K,), (K, P) and types, as the config requires; returns the names of the averages in the file."""
    records, keyframes = (kinds[name][1][0] if kinds[name][1] else 0 for name in ("losses", "keyframes"))
    numbers = count(config)
    wanted = {
        "losses": (records,),
        "predicted": (records, int(config.batch.mask.sum())),
        "keyframes": (keyframes,),
        "weights": (keyframes, numbers),
    }
    if config.window is not None:
        wanted["held_out"] = (records,)
    averages = tuple(name for name in AVERAGES[config.optimizer] if name in kinds)
    wanted |= dict.fromkeys(averages, (numbers,))
    for name, shape in wanted.items():
        (dtype, found), code = kinds[name], CODES[DTYPES.get(name, "float32")]
        if (dtype, found) != (code, shape):
            raise ConfigError(
                N_("{name} is {found}; its config asks for {wanted}."),
                name=name,
                found=f"{dtype} {found}",
                wanted=f"{code} {shape}",
            )
    if not records or not keyframes:
        raise ConfigError(N_("it has no records; a run has at least the untrained network."))
    if records - 1 > (most := bounds("steps")[1]):
        raise ConfigError(
            N_("it has {found:,} steps; at most {most:,} are allowed."), found=records - 1, most=int(most)
        )
    return averages


def _check_values(config: RunConfig, arrays: Mapping[str, np.ndarray]) -> None:
    steps, records = arrays["keyframes"], len(arrays["losses"])
    if steps[0] != 0 or steps[-1] != records - 1 or (np.diff(steps) <= 0).any():
        raise RunFileError(N_("its keyframes are not steps from 0 to {last} in ascending order."), last=records - 1)
    if arrays["predicted"].max() >= len(config.vocabulary):
        raise RunFileError(
            N_("it predicts a symbol {found}; its vocabulary has {size}."),
            found=int(arrays["predicted"].max()),
            size=len(config.vocabulary),
        )
    if not np.isfinite(arrays["losses"]).all():
        raise RunFileError(N_("it has a loss that is not a number; a run ends before the first such loss."))
    if not np.isfinite(arrays["weights"]).all():
        raise RunFileError(N_("it has a weight that is not a number; a run ends before the first such weight."))
