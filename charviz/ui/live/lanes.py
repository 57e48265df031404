"""What runs that are seen beside each other are called: in what they differ."""

from collections.abc import Sequence
from typing import Any

from charviz.config import RunConfig
from charviz.config.fields import label_of
from charviz.i18n import N_, fill
from charviz.ui.live import text_source
from charviz.ui.live.hyperparameters import NAMES
from charviz.ui.shell.locale import _

LONGEST = 16  # letters of a text
SHORT = {"hidden_size": N_("hidden {value}"), "learning_rate": N_("lr {value}"), "seed": N_("seed {value}")}
ALONE = ("cell_type", "text", "probe")  # their values say what they are
UNSAID = ("steps", "corpus")  # a longer run is the same; a long text replaces the text


def titles(runs: Sequence[RunConfig]) -> list[str]:
    """What each of several runs is called; a setting that not all of them have counts among those that do."""
    names = [name for name in RunConfig.model_fields if name not in UNSAID]
    differ = [name for name in names if len({_value(run, name) for run in runs if _has(run, name)}) > 1]
    parts = [[_description(run, name) for name in differ if _has(run, name)] for run in runs]
    return [", ".join(told or [_(NAMES[run.cell_type])]) for run, told in zip(runs, parts, strict=True)]


def _has(run: RunConfig, name: str) -> bool:
    if name in ("hidden_size", "num_layers"):
        return run.cell_type != "memoryless"
    only = {"forget_bias": run.cell_type == "lstm", "embedding_size": run.encoding == "embedding"}
    return only.get(name, name not in ("window", "batch_size") or run.window is not None)


def _value(run: RunConfig, name: str) -> Any:
    return (run.corpus or run.text) if name == "text" else getattr(run, name)


def _description(run: RunConfig, name: str) -> str:
    value = _value(run, name)
    if name == "text":
        value = f"“{text_source.title(run, LONGEST)}”"
    elif name == "fork":
        return fill(_("fork at step {step}"), step=run.origin[1]) if run.origin else _("original")
    elif isinstance(value, bool):
        value = "✓" if value else "✗"
    elif isinstance(value, float):
        value = f"{value:g}"
    if value is None:
        value = "none"
    if name in SHORT:
        return fill(_(SHORT[name]), value=value)
    told = _(NAMES.get(value, str(value)))
    return told if name in ALONE else f"{_(label_of(name))} {told}"
