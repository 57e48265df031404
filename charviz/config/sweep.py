"""One setting varied, all others equal: the configs of a comparison."""

from collections.abc import Sequence

from charviz.config import RunConfig
from charviz.config.fields import choices
from charviz.errors import ConfigError, quote
from charviz.i18n import N_

CONFIGS = 12  # at most
SETTINGS = {  # what can be varied, and its usual values
    "cell_type": ("rnn", "lstm", "gru", "memoryless"),
    "hidden_size": ("2", "4", "8", "16"),
    "learning_rate": ("0.005", "0.02", "0.1"),
    "num_layers": ("1", "2", "3"),
    "encoding": ("one-hot", "embedding"),
    "forget_bias": ("0", "1", "2", "4"),
    "optimizer": ("adam", "sgd", "rmsprop"),
}


def values_of(setting: str, text: str) -> list[str]:
    """The values of a setting from a text with commas between them, each once; ConfigError where there is none."""
    if setting not in SETTINGS:
        raise ConfigError(
            N_("{found} cannot be varied; allowed: {allowed}."), found=quote(setting), allowed=tuple(SETTINGS)
        )
    values = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not 1 <= len(values) <= CONFIGS:
        raise ConfigError(
            N_("there are {found} values; {least} to {most} can be compared, separated by commas."),
            found=len(values),
            least=1,
            most=CONFIGS,
        )
    return values


def sweep(config: RunConfig, setting: str, values: Sequence[str]) -> list[RunConfig]:
    """A config for each value of a setting. What only another cell has (forget bias, the numpy lesson's weights) is left out
    where the cell is varied; a forget bias is an LSTM's. ConfigError for a value that does not fit.
    """
    return [_with(config, setting, value) for value in values]


def _with(config: RunConfig, setting: str, value: str) -> RunConfig:
    changes: dict[str, object] = {setting: value}
    if setting == "forget_bias":
        changes["cell_type"] = "lstm"
    if setting == "cell_type" and value in choices("cell_type"):
        changes |= {} if value == "lstm" else {"forget_bias": 0.0}
        changes |= {"init": "torch"} if config.init == "numpy" and value != "rnn" else {}
    return config.replace(**changes)
