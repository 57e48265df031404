"""How large a comparison may be: configs, seeds, runs, seconds, and the memory of all curves."""

from collections import Counter
from collections.abc import Sequence

from charviz.config import RunConfig
from charviz.config.sweep import CONFIGS
from charviz.engines.costs import compiled_cost, fits_compiled, torch_cost
from charviz.errors import ConfigError
from charviz.i18n import N_, N_n
from charviz.limits import LIMITS, MB, variable

SEEDS, RUNS = 4096, 16_384  # at most; runs: of all configs together


def check(configs: Sequence[RunConfig], seeds: Sequence[int]) -> None:
    """ConfigError for no configs or seeds, too many, or too costly ones, and for seeds that give one run more than once."""
    if not (1 <= len(configs) <= CONFIGS and 1 <= len(seeds) <= SEEDS and len(configs) * len(seeds) <= RUNS):
        raise ConfigError(
            N_(
                "configs: {configs}, seeds: {seeds:,}; 1 to {most_configs} configs with 1 to {most_seeds:,} seeds "
                "can be compared, at most {most_runs:,} runs in all."
            ),
            configs=len(configs),
            seeds=len(seeds),
            most_configs=CONFIGS,
            most_seeds=SEEDS,
            most_runs=RUNS,
        )
    _check_that_seeds_differ(configs, seeds)
    if (needed := len(seeds) * sum(map(seconds, configs))) > LIMITS.comparison_seconds:
        raise ConfigError(
            N_n(
                "{count} seed of these configs takes too long: about {seconds:,.0f} seconds of one core, and {most:,.0f} are "
                "allowed; {fits} would fit, or fewer steps (the limit is {variable}).",
                "{count} seeds of these configs take too long: about {seconds:,.0f} seconds of one core, and {most:,.0f} are "
                "allowed; {fits} would fit, or fewer steps (the limit is {variable}).",
            ),
            variable=variable("comparison_seconds"),
            count=len(seeds),
            seconds=needed,
            most=LIMITS.comparison_seconds,
            fits=int(len(seeds) * LIMITS.comparison_seconds / needed),
        )


def _check_that_seeds_differ(configs: Sequence[RunConfig], seeds: Sequence[int]) -> None:
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


def check_curves(configs: Sequence[RunConfig], seeds: Sequence[int]) -> None:
    """ConfigError where the curves of all runs, every step of them, do not fit into memory."""
    runs, steps = len(configs) * len(seeds), max(config.steps for config in configs)
    if (needed := runs * curve_bytes(configs)) > LIMITS.comparison_memory * MB:
        raise ConfigError(
            N_(
                "the curves of {runs:,} runs over {steps:,} steps take {found:,} MB, and {most:,} are allowed; "
                "{fits:,} runs would fit (the limit is {variable})."
            ),
            runs=runs,
            steps=steps,
            found=needed // MB,
            most=LIMITS.comparison_memory,
            fits=LIMITS.comparison_memory * MB // curve_bytes(configs),
            variable=variable("comparison_memory"),
        )


def curve_bytes(configs: Sequence[RunConfig]) -> int:
    """What a run's curves take: losses and accuracies, and in windows the losses on text that is never trained on."""
    curves = 2 + any(config.window is not None for config in configs)
    return 8 * curves * (max(config.steps for config in configs) + 1)


def seconds(config: RunConfig, steps: int | None = None) -> float:
    """About how long a run takes one core, with the run that it starts from; a GPU is not counted on."""
    each = compiled_cost(config) if fits_compiled(config) else torch_cost(config)
    before = seconds(*config.origin) if config.origin else 0.0
    return before + (config.steps if steps is None else steps) * each * 1e-6
