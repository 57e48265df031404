"""What one server gives to a run, to a person, to all together. The defaults suit Streamlit Community Cloud (two cores, 1 GB);
an environment variable CHARVIZ_<NAME> changes one, as CHARVIZ_POOL=512."""

import os
from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from charviz.errors import ConfigError, quote
from charviz.i18n import N_

MB = 2**20
PREFIX = "CHARVIZ_"
FORMER = {"worker_memory": "engine", "workers": "engines"}  # what the environment called them before; still read


class Limits(BaseModel):
    """One number for each limit; frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    run_cost: float = Field(5e11, gt=0)  # steps x T x H^2 x L: about ten minutes of one core
    step_memory: int = Field(512, gt=0)  # approximate activation memory per training step, in MB
    records: int = Field(64, gt=0)  # MB of predictions that a run may hold
    fork_cost: float = Field(1e10, gt=0)  # for training a fork's parent up to the fork: about ten seconds of one core
    comparison_seconds: float = Field(600, gt=0)  # of one core, about, for all runs of a comparison
    comparison_memory: int = Field(
        1024, gt=0
    )  # MB of curves that `compare` returns; the page keeps fewer points of them
    upload: int = Field(5, gt=0)  # MB of a text file
    texts: int = Field(
        96, gt=0
    )  # MB of long texts that are held here; each worker process holds those in use once more
    run_file: int = Field(40, gt=0)  # MB of a run that is opened again; Streamlit and nginx have the same limit
    uploads: int = Field(160, gt=0)  # MB of files that people have brought and whose pages are still open
    pool: int = Field(96, gt=0)  # MB of encoded records that the web server holds for the players
    answers: int = Field(16, gt=0)  # MB of answers for the pages of Understand
    answer_memory: int = Field(192, gt=0)  # MB of states and outputs that one answer may replay
    answer_seconds: float = Field(30, gt=0)  # of one core that one answer may take
    comparisons: int = Field(16, gt=0)  # MB of comparisons that may be looked at again
    worker_memory: int = Field(128, gt=0)  # MB of records and weights that a worker process holds
    workers: int = Field(1, gt=0, le=64)  # processes that train, one core each; each takes some 400 MB more
    runs_at_once: int = Field(40, gt=0)  # that are trained in turn; others wait in a queue
    comparisons_at_once: int = Field(8, gt=0)  # that are trained in turn, beside the runs; others wait in a queue
    trainings_per_minute: int = Field(120, gt=0)  # that one person may start
    grace: float = Field(120, gt=0)  # seconds after which a run without viewers is paused
    keep: float = Field(900, gt=0)  # seconds after which it is forgotten
    message: int = Field(4, gt=0)  # MB of one message to a player; what is left follows in the next
    open_answers: int = Field(64, gt=0)  # MB of messages on their way to players; whoever asks for more waits a second
    requests_per_second: int = Field(
        2000, gt=0
    )  # of packets, from one address: a class, or a proxy's people, share one
    messages_per_second: int = Field(
        12, gt=0
    )  # of one page over its websocket; a player asks ten times, faster ones wait

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Limits":
        """The defaults, changed by CHARVIZ_<NAME>; ConfigError for a value that is no such number."""
        found = {name: text for name in cls.model_fields if (text := _setting(environment, name)) is not None}
        try:
            return cls.model_validate(found)
        except ValidationError as error:
            name = str(error.errors()[0]["loc"][0])
            raise ConfigError(
                N_("{variable} is {found}; allowed: a number above 0."),
                variable=variable(name),
                found=quote(found[name]),
            ) from None


def variable(name: str) -> str:
    """What the environment calls a limit."""
    return PREFIX + name.upper()


def _setting(environment: Mapping[str, str], name: str) -> str | None:
    """What the environment says of a limit, under its name or the one that it had before."""
    former = environment.get(variable(FORMER[name])) if name in FORMER else None
    return environment.get(variable(name), former)


@lru_cache(100)
def _limit(name: str, text: str | None) -> float:
    return getattr(Limits.of({} if text is None else {variable(name): text}), name)


class _Now:
    """The limits as the environment has them at the moment: a notebook can change them."""

    def __getattr__(self, name: str) -> float:
        return _limit(name, _setting(os.environ, name))


Limits.of(os.environ)  # a wrong one is told at the start
LIMITS = cast(Limits, _Now())  # it has every limit by its name
