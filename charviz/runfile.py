"""A run as one file: safetensors, with the config as JSON in its header. Nothing in it is ever executed."""

import json
from collections.abc import Mapping
from os import PathLike
from pathlib import Path

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from charviz import corpora
from charviz.config import RunConfig
from charviz.errors import ConfigError, RunFileError, shown
from charviz.translation import N_, Message
from charviz.weights import count

FORMAT = "charviz-run-1"
SIZE_LIMIT = 512 * 2**20
DTYPES = {"losses": "float64", "predicted": "uint16", "keyframes": "int64", "weights": "float32", "held_out": "float64"}
CODES = {"float64": "F64", "uint16": "U16", "int64": "I64", "float32": "F32"}


def encode(config: RunConfig, arrays: Mapping[str, np.ndarray], diverged: bool) -> bytes:
    """The file's content: losses (S,), predicted (S, N), keyframes (K,), weights (K, P).

    Of a run in windows held_out (S,) too, and of a text that was uploaded its bytes, `text`.
    """
    typed = {name: np.ascontiguousarray(arrays[name], dtype=dtype) for name, dtype in _types(config).items()}
    if (text := corpora.own_text(config.corpus)) is not None:
        typed["text"] = np.frombuffer(text, np.uint8)
    return save(typed, {"format": FORMAT, "config": config.to_json(), "diverged": json.dumps(diverged)})


def write(path: str | PathLike, content: bytes) -> None:
    """Writes beside the target first, so that a failure leaves no half a file."""
    beside = Path(f"{path}.part")
    beside.write_bytes(content)
    beside.replace(path)


def read(path: str | PathLike) -> tuple[RunConfig, dict[str, np.ndarray], bool]:
    """A file's config and arrays; every size is checked against the config before an array is made.

    Raises RunFileError for a file that is missing, foreign, truncated, too large, or inconsistent.
    """
    path = Path(path)
    if not path.is_file():
        raise RunFileError(N_("there is no file {path}."), path=shown(str(path)))
    if (size := path.stat().st_size) > SIZE_LIMIT:
        raise RunFileError(
            N_("{file} has {found:,} bytes; at most {most:,} are allowed."),
            file=shown(path.name),
            found=size,
            most=SIZE_LIMIT,
        )
    try:
        with safe_open(path, "numpy") as file:
            _take_text(file)
            config, diverged = _header(file.metadata() or {})
            shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}
            types = {name: file.get_slice(name).get_dtype() for name in file.keys()}
            _check(config, shapes, types)
            arrays = {name: file.get_tensor(name) for name in _types(config)}
    except SafetensorError as error:
        raise RunFileError(
            N_("{file} is not a charviz run, or not a whole one ({why})."), file=shown(path.name), why=str(error)
        ) from None
    except (ConfigError, KeyError) as error:
        why = error.message if isinstance(error, ConfigError) else Message(N_("it lacks {name}."), {"name": str(error)})
        raise RunFileError(N_("{file} is not a charviz run: {why}"), file=shown(path.name), why=why) from None
    _check_values(config, arrays)
    return config, arrays, diverged


def _types(config: RunConfig) -> dict[str, str]:
    """The arrays of a config's file."""
    return {name: dtype for name, dtype in DTYPES.items() if name != "held_out" or config.window is not None}


def _take_text(file: safe_open) -> None:
    """An uploaded text comes with its run; it gets the name that its content gives, whatever the config says."""
    if "text" not in file.keys():
        return
    held = file.get_slice("text")
    if held.get_dtype() != "U8" or len(held.get_shape()) != 1 or held.get_shape()[0] > corpora.UPLOAD_LIMIT:
        raise ConfigError(
            N_("its text is {dtype} {shape}; allowed are {most:,} bytes."),
            dtype=held.get_dtype(),
            shape=str(held.get_shape()),
            most=corpora.UPLOAD_LIMIT,
        )
    corpora.add(file.get_tensor("text").tobytes())


def _header(metadata: Mapping[str, str]) -> tuple[RunConfig, bool]:
    if metadata.get("format") != FORMAT:
        raise ConfigError(
            N_("its format is {found}; allowed: {allowed}."), found=shown(metadata.get("format")), allowed=repr(FORMAT)
        )
    return RunConfig.from_json(metadata["config"]), metadata.get("diverged") == "true"


def _check(config: RunConfig, shapes: Mapping[str, tuple[int, ...]], types: Mapping[str, str]) -> None:
    """Shapes (S,), (S, N), (K,), (K, P) and types, as the config asks for."""
    records, keyframes = (
        shapes["losses"][0] if shapes["losses"] else 0,
        shapes["keyframes"][0] if shapes["keyframes"] else 0,
    )
    wanted = {
        "losses": (records,),
        "predicted": (records, int(config.batch.mask.sum())),
        "keyframes": (keyframes,),
        "weights": (keyframes, count(config)),
    }
    if config.window is not None:
        wanted["held_out"] = (records,)
    for name, shape in wanted.items():
        code = CODES[DTYPES[name]]
        if shapes[name] != shape or types[name] != code:
            raise ConfigError(
                N_("{name} is {found}; its config asks for {wanted}."),
                name=name,
                found=f"{types[name]} {shapes[name]}",
                wanted=f"{code} {shape}",
            )
    if not records or not keyframes:
        raise ConfigError(N_("it has no records; the untrained net is the least that a run has."))


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
        raise RunFileError(N_("it has a loss that is no number; a run ends before the first of these."))
