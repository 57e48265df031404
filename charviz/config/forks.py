"""What a fork shares with the run from which it starts. Each check raises ConfigError."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from charviz.config import validation
from charviz.config.fields import field_error, field_name
from charviz.errors import ConfigError, quote
from charviz.i18n import N_, N_n
from charviz.limits import LIMITS, variable

if TYPE_CHECKING:
    from charviz.config import RunConfig

FORKS = 4  # a fork of a fork, so deep
NET = (  # what it is
    "cell_type", "hidden_size", "num_layers", "encoding", "embedding_size", "head", "boundary_tokens", "tokenize",
)  # fmt: skip


def check_symbols(config: "RunConfig") -> None:
    """A fork reads only symbols that its network has learned, since others have no weights."""
    if config.origin is None or config.tokenize != config.origin[0].tokenize:  # which `check_origin` refuses
        return
    facts = config.long_text_facts
    found = facts.symbols if facts else (symbol for row in config.rows for symbol in row)
    _check_learned(found, config.origin[0])


def _check_learned(found: Iterable[str], parent: "RunConfig") -> None:
    known = parent.vocabulary
    if missing := [symbol for symbol in dict.fromkeys(found) if symbol not in known.ids]:
        raise ConfigError(
            N_("a fork can only use the symbols that its network has learned, {known}; it has not learned {missing}."),
            known=quote(known.alphabet),
            missing=quote((" " if known.tokenize == "words" else "").join(missing)),
        )


def check_origin(config: "RunConfig") -> None:
    """A fork's net must fit the one that it starts from."""
    if config.origin is None:
        return
    parent, step = config.origin
    validation.check_trained_here(parent)
    for name in NET:
        if (found := getattr(config, name)) != (wanted := getattr(parent, name)):
            raise field_error(
                N_(
                    "{name} is {found}, but the run it was forked from has {wanted}; a fork keeps the "
                    "network, and only its training may change."
                ),
                name=field_name(name),
                found=quote(found),
                wanted=quote(wanted),
            )
    if config.vocabulary.symbols != parent.vocabulary.symbols:
        _check_learned(config.vocabulary.symbols, parent)
        found, wanted = (run.vocabulary.alphabet for run in (config, parent))
        raise field_error(
            N_(
                "the fork's symbols are {found}, but the run it was forked from has {wanted}, and their "
                "order matters; set {alphabet} to {wanted}."
            ),
            found=quote(found),
            wanted=quote(wanted),
        )
    if (fits := int(LIMITS.fork_cost / parent.cost_per_step)) < step:
        raise field_error(
            N_n(
                "the fork starts at step {step:,}; in a run like this, at most {count:,} step can be trained "
                "before a fork (the limit is {variable}).",
                "the fork starts at step {step:,}; in a run like this, at most {count:,} steps can be trained "
                "before a fork (the limit is {variable}).",
            ),
            variable=variable("fork_cost"),
            step=step,
            count=fits,
        )
    if (depth := len(list(parent.lineage))) > FORKS:
        raise field_error(
            N_("this is a fork of a fork of a fork, {depth} levels deep; at most {most} are allowed."),
            depth=depth,
            most=FORKS,
        )
