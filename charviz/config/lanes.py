"""The runs that are seen beside another one, as an address tells them."""

from collections.abc import Sequence

from charviz.config import RunConfig, query_string
from charviz.errors import ConfigError
from charviz.i18n import N_
from charviz.text import corpora

OTHER_CELLS = "cells"  # the other cells, whatever the run is
MOST = 2  # runs beside one
END = ";"  # of a run in an address, where one inside a run is quoted


def written(beside: Sequence[RunConfig] | str, config: RunConfig) -> str:
    """Each run by what it has otherwise than `config`, as `lr=0.1;cell=lstm&seed=;`: what is empty is as by default."""
    return beside if isinstance(beside, str) else "".join(_otherwise(run, config) + END for run in beside)


def read(told: str, config: RunConfig) -> tuple[RunConfig, ...] | str:
    """The inverse of `written`; ConfigError for what is no run, for too many, and for a long text that is not here."""
    if told in ("", OTHER_CELLS):
        return told
    parts = told.removesuffix(END).split(END)
    if len(parts) > MOST:
        raise ConfigError(
            N_("the URL has {count} runs to compare with this one; at most {most} are allowed."),
            count=len(parts),
            most=MOST,
        )
    runs = [_run(part, config) for part in parts]
    return tuple({run.key: run for run in runs}.values())


def _otherwise(run: RunConfig, config: RunConfig) -> str:
    mine, others = run.changed(), config.changed()
    return query_string.to_query(
        {name: mine.get(name, "") for name in others | mine if mine.get(name) != others.get(name)}
    )


def _run(told: str, config: RunConfig) -> RunConfig:
    try:
        values = config.changed() | query_string.parse(told)
        run = RunConfig(**{name: value for name, value in values.items() if value})
        if run.corpus is not None and not corpora.is_here(run.corpus):
            raise ConfigError(N_("{name} has not been downloaded yet, so open it on its own first."), name=run.corpus)
    except ConfigError as error:
        words = N_("The run that the URL asks to compare with is not possible: {problem}")
        raise ConfigError(words, problem=error.message) from None
    return run
