"""One knob varied, all others equal: the configs of a comparison, and how large it may be."""

from collections import Counter
from collections.abc import Sequence

from charviz.config import RunConfig
from charviz.config.fields import choices
from charviz.errors import ConfigError, quote
from charviz.i18n import N_, N_n
from charviz.limits import LIMITS, variable

CONFIGS, SEEDS = 12, 256  # at most
KNOBS = {  # what can be varied, and its usual values
    "cell_type": ("rnn", "lstm", "gru", "memoryless"),
    "hidden_size": ("2", "4", "8", "16"),
    "learning_rate": ("0.005", "0.02", "0.1"),
    "num_layers": ("1", "2", "3"),
    "encoding": ("one-hot", "embedding"),
    "forget_bias": ("0", "1", "2", "4"),
    "optimizer": ("adam", "sgd", "rmsprop"),
}


def values_of(knob: str, text: str) -> list[str]:
    """The values of a knob from a text with commas between them, each once; ConfigError where there is none."""
    if knob not in KNOBS:
        raise ConfigError(N_("{found} cannot be varied; allowed: {allowed}."), found=quote(knob), allowed=tuple(KNOBS))
    values = list(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    if not 1 <= len(values) <= CONFIGS:
        raise ConfigError(
            N_("there are {found} values; {least} to {most} can be compared, separated by commas."),
            found=len(values),
            least=1,
            most=CONFIGS,
        )
    return values


def sweep(config: RunConfig, knob: str, values: Sequence[str]) -> list[RunConfig]:
    """A config for each value of a knob. What only another cell has (forget bias, the numpy lesson's weights) is left out
    where the cell is varied; a forget bias is an LSTM's. ConfigError for a value that does not fit.
    """
    return [_with(config, knob, value) for value in values]


def _with(config: RunConfig, knob: str, value: str) -> RunConfig:
    changes: dict[str, object] = {knob: value}
    if knob == "forget_bias":
        changes["cell_type"] = "lstm"
    if knob == "cell_type" and value in choices("cell_type"):
        changes |= {} if value == "lstm" else {"forget_bias": 0.0}
        changes |= {"init": "torch"} if config.init == "numpy" and value != "rnn" else {}
    return config.replace(**changes)


def check(configs: Sequence[RunConfig], seeds: Sequence[int]) -> None:
    """ConfigError for no configs or seeds, too many, or too costly ones, and for seeds that give one run more than once."""
    if not (1 <= len(configs) <= CONFIGS and 1 <= len(seeds) <= SEEDS):
        raise ConfigError(
            N_(
                "configs: {configs}, seeds: {seeds}; 1 to {most_configs} configs with 1 to {most_seeds} seeds "
                "can be compared."
            ),
            configs=len(configs),
            seeds=len(seeds),
            most_configs=CONFIGS,
            most_seeds=SEEDS,
        )
    if repeated := [seed for seed, count in Counter(seeds).items() if count > 1]:
        raise ConfigError(
            N_(
                "seeds has {seed} more than once; the same run again is no further evidence, so each seed may "
                "occur only once."
            ),
            seed=repeated[0],
        )
    if len(seeds) > 1 and any(config.fork is not None and config.window is None for config in configs):
        raise ConfigError(
            N_(
                "there are {count} seeds and a fork that reads its whole text: it starts from a trained "
                "network and uses no randomness, so every seed gives the same run; with such a fork one seed "
                "is allowed."
            ),
            count=len(seeds),
        )
    if (cost := len(seeds) * sum(config.steps * config.cost_per_step for config in configs)) > LIMITS.comparison_cost:
        fits = int(len(seeds) * LIMITS.comparison_cost / cost)
        raise ConfigError(
            N_n(
                "{count} seed of these configs takes too long; {fits} would fit, or fewer steps (the limit is {variable}).",
                "{count} seeds of these configs take too long; {fits} would fit, or fewer steps (the limit is {variable}).",
            ),
            variable=variable("comparison_cost"),
            count=len(seeds),
            fits=fits,
        )
