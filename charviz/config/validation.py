"""How the settings of a run must fit together, and what it may cost. Each check raises ConfigError."""

import math
from typing import TYPE_CHECKING

from charviz.config.fields import TEXT_LENGTH, field_error, field_name
from charviz.errors import ConfigError, quote
from charviz.i18n import N_, Message, N_n
from charviz.limits import LIMITS, MB, variable
from charviz.text import corpora
from charviz.text.tokens import normalised
from charviz.text.vocabulary import check_tokens, check_unicode
from charviz.text.wording import reworded

if TYPE_CHECKING:
    from charviz.config import RunConfig

LESSON = {"cell_type": "rnn", "num_layers": 1, "encoding": "one-hot", "head": "linear"}  # of plain numpy


def normalised_text(name: str, text: str) -> str:
    """A text as a run reads it; ConfigError for one that is far too long to be read in one step."""
    check_unicode(text)
    least, most = TEXT_LENGTH
    if name != "alphabet" and len(text) > 8 * most:  # before anything that costs time
        raise ConfigError(
            N_("{name} has {count:,} code points; {least} to {most:,} characters are allowed.{instead}"),
            name=field_name(name),
            count=len(text),
            least=least,
            most=most,
            instead=_instead(name),
        )
    return normalised(text)


def check_tokens_of_texts(config: "RunConfig") -> None:
    """The tokens of what is typed are neither too many nor too few, and none is too long; nor are those of a long text."""
    check_tokens(config.tokens_of(config.alphabet or ""), config.tokenize)
    for name in ("text", "probe") if config.corpus is None else ("probe",):
        if (text := getattr(config, name)) is not None:
            _check_length(name, text, config.tokens_of(text), config.tokenize)
    if config.corpus is not None and config.tokenize == "words":  # its characters are checked where it is added
        check_tokens(config.vocabulary.characters, config.tokenize)
        if (found := len(config.vocabulary)) > corpora.SYMBOLS:
            raise ConfigError(
                N_("the text has {found:,} different words; at most {most:,} are allowed."),
                found=found,
                most=corpora.SYMBOLS,
            )


def _check_length(name: str, text: str, found: tuple[str, ...], tokenize: str) -> None:
    least, most = TEXT_LENGTH
    check_tokens(found, tokenize)
    if not least <= (length := len(found)) <= most:
        raise reworded(
            ConfigError(
                N_n(
                    "{name} is {found}, {count:,} character; {least} to {most:,} characters are allowed.{instead}",
                    "{name} is {found}, {count:,} characters; {least} to {most:,} characters are allowed.{instead}",
                ),
                name=field_name(name),
                found=quote(text),
                count=length,
                least=least,
                most=most,
                instead=_instead(name) if length > most else "",
            ),
            tokenize,
        )


def _instead(name: str) -> Message | str:
    """What to do with a text that is too long for one step."""
    words = N_(" Longer texts are read in windows, as {corpus} (in Python {call}).")
    return (
        Message(words, {"corpus": field_name("corpus"), "call": "corpus=cv.add_text(text)"}) if name == "text" else ""
    )


def check_training(config: "RunConfig") -> None:
    """Weights that were trained elsewhere are shown on a text, from the first of them on."""
    if config.training == "elsewhere" and (config.window is not None or config.fork is not None):
        raise field_error(
            N_(
                "{training} is 'elsewhere' with {field}; such a run is only shown on a text, so leave {window}, {corpus} "
                "and {fork} out."
            ),
            field=field_name("fork" if config.window is None else "window"),
        )


def check_trained_here(config: "RunConfig") -> None:
    """What only a run can do whose training is known: be trained, again or further, be forked, be written as a program."""
    if config.training == "elsewhere":
        raise field_error(
            N_(
                "charviz has the weights of this run but does not know how they were trained ({training} is 'elsewhere'), so "
                "it cannot train it again or further, or fork it; with any other setting it trains a new network."
            )
        )


def check_window(config: "RunConfig") -> None:
    """What windows need, and what has no meaning without them."""
    if config.window is None:
        for name in ("batch_size", "probe"):
            if (found := getattr(config, name)) != type(config).model_fields[name].default:
                raise field_error(
                    N_(
                        "{name} is {found}, but without a window each step reads the whole text; set {window} "
                        "too, or leave it out."
                    ),
                    name=field_name(name),
                    found=quote(found),
                )
        return
    if isinstance(lines := config.long_text_facts, corpora.LineCorpus):
        _check_lines(config, lines)
        return
    if config.sequences != "whole" or config.boundary_tokens:
        raise field_error(
            N_(
                "{window} is {size} with {sequences} {read} and {boundary_tokens} {tokens}; windows are cut "
                "from the whole text, without start and end tokens: use 'whole' and false."
            ),
            size=config.window,
            read=repr(config.sequences),
            tokens=str(config.boundary_tokens).lower(),
        )
    if config.length < 2 * (config.window + 1):
        raise reworded(
            field_error(
                N_(
                    "{window} is {size}, but the text has {length:,} characters, and part of it is held out; at "
                    "most {most:,} fit."
                ),
                size=config.window,
                length=config.length,
                most=config.length // 2 - 1,
            ),
            config.tokenize,
        )


def _check_lines(config: "RunConfig", lines: corpora.LineCorpus) -> None:
    if config.boundary_tokens:
        raise field_error(
            N_(
                "{boundary_tokens} is true, but the lines of a long text have line breaks around them instead; use false."
            )
        )
    if lines.count < 2:
        raise field_error(
            N_(
                "{sequences} is 'lines', but the number of lines in the text that are not empty is {found}; at least 2 are "
                "needed, one to learn and one to hold out."
            ),
            found=lines.count,
        )


def check_net(config: "RunConfig") -> None:
    """What one setting asks of another."""
    if config.engine == "compiled" and config.device not in ("auto", "cpu"):
        raise field_error(
            N_("{engine} is 'compiled' with {device} {found}; the compiled loops run on 'auto' or 'cpu'."),
            found=repr(config.device),
        )
    if config.forget_bias and config.cell_type != "lstm":
        raise field_error(
            N_("{forget_bias} is {found} with {cell_type} {cell}; only 'lstm' has a forget gate."),
            found=config.forget_bias,
            cell=repr(config.cell_type),
        )
    if config.head == "none" and config.cell_type == "memoryless":
        raise field_error(
            N_("{head} is 'none' with {cell_type} 'memoryless': there would be nothing to learn; use {head} 'linear'.")
        )
    if config.head == "none" and config.hidden_size != len(config.vocabulary):
        raise field_error(
            N_("{hidden_size} is {found} with {head} 'none'; it must equal the vocabulary size, {size}."),
            found=config.hidden_size,
            size=len(config.vocabulary),
        )
    if config.init == "numpy" and any(getattr(config, name) != value for name, value in LESSON.items()):
        raise field_error(
            N_(
                "{init} is 'numpy'; this is only defined for one layer of {cell_type} 'rnn', one-hot, with a "
                "linear output layer."
            )
        )


def check_cost(config: "RunConfig") -> None:
    """Time and memory of one step, and of the whole run."""
    numbers = len(config.vocabulary) + 12 * config.hidden_size * config.num_layers  # of a token: gates, states, outputs
    size = {"positions": config.positions, "units": config.hidden_size, "layers": config.num_layers}
    if config.positions > (most := LIMITS.step_memory * MB // (8 * numbers)):
        raise reworded(
            field_error(
                N_(
                    "one step reads {positions:,} characters with {hidden_size} {units}, {num_layers} {layers} "
                    "and {symbols:,} symbols; for a network of this size at most {most:,} characters fit into "
                    "memory (the limit is {variable})."
                ),
                variable=variable("step_memory"),
                **size,
                symbols=len(config.vocabulary),
                most=most,
            ),
            config.tokenize,
        )
    widest = max(3, *(len(symbol.encode()) for symbol in config.vocabulary.symbols))  # bytes of a predicted token
    shown_at_once = int(config.batch.mask.sum())
    ceilings = {
        "run_cost": LIMITS.run_cost / config.cost_per_step if config.training == "charviz" else math.inf,
        "records": LIMITS.records * MB / (widest * shown_at_once),
    }
    limit = min(ceilings, key=lambda name: ceilings[name])
    fits = int(ceilings[limit])
    if config.steps > fits:
        raise reworded(
            field_error(
                N_n(
                    "{steps} is {found:,}; with {positions:,} characters, {hidden_size} {units} and {num_layers} "
                    "{layers}, at most {count:,} step fits into the time and memory allowed for a run (the limit "
                    "is {variable}).",
                    "{steps} is {found:,}; with {positions:,} characters, {hidden_size} {units} and {num_layers} "
                    "{layers}, at most {count:,} steps fit into the time and memory allowed for a run (the limit "
                    "is {variable}).",
                ),
                variable=variable(limit),
                **size,
                found=config.steps,
                count=fits,
            ),
            config.tokenize,
        )
