"""The settings of a run: each with its default, its range, its place in a URL, its words. The one table that all others read."""

from collections.abc import Mapping
from decimal import Decimal
from string import Formatter
from typing import Any, Literal, cast, get_args

from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from charviz.errors import ConfigError, quote
from charviz.i18n import N_, Message, Name, Words
from charviz.text.tokens import Tokenize

TEXT_LENGTH = (2, 2000)  # tokens

Cell = Literal["rnn", "lstm", "gru", "memoryless"]


def field_(default: Any, url: str, label: str, help: str, scale: str = "linear", **limits: Any) -> Any:
    """A field with what a widget and a URL need: its URL key, label, help text and scale (linear or log)."""
    extra: JsonDict = {"url": url, "label": label, "scale": scale}
    return Field(default, description=help, json_schema_extra=extra, **limits)


class RunFields(BaseModel):
    """The fields of a `RunConfig`, which says how they must fit together."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    text: str = field_(
        "hihello", "text", N_("Text"), N_("What the network learns: after each character, the next one.")
    )
    corpus: str | None = field_(
        None, "corpus", N_("Long text"), N_("A long text, by name, instead of a typed text."), max_length=60
    )
    sequences: Literal["whole", "lines"] = field_(
        "whole",
        "seq",
        N_("Sequences"),
        N_(
            "The whole text as one sequence, or each line as a sequence of its own. Of a long text: windows that are cut "
            "anywhere, or lines, each read from its beginning to the line break behind it."
        ),
    )
    tokenize: Tokenize = field_(
        "characters",
        "tokenize",
        N_("Tokens"),
        N_("What is read and predicted one at a time: characters, or words and punctuation marks."),
    )
    cell_type: Cell = field_("rnn", "cell", N_("Cell"), N_("What carries the memory from one character to the next."))
    hidden_size: int = field_(
        8,
        "hidden",
        N_("Hidden size"),
        N_("The number of values in the hidden state; any number works."),
        "log",
        ge=1,
        le=512,
    )
    num_layers: int = field_(1, "layers", N_("Layers"), N_("Cells stacked on top of each other."), ge=1, le=4)
    encoding: Literal["one-hot", "embedding"] = field_(
        "one-hot", "enc", N_("Encoding"), N_("How a character becomes numbers: one-hot, or a learned vector.")
    )
    embedding_size: int = field_(
        8, "emb", N_("Embedding size"), N_("Length of the learned vectors."), "log", ge=1, le=256
    )
    head: Literal["linear", "none"] = field_(
        "linear",
        "head",
        N_("Output layer"),
        N_("Turns the hidden state into one number per character; none: the hidden state is the output."),
    )
    boundary_tokens: bool = field_(
        False,
        "boundary_tokens",
        N_("Start and end tokens"),
        N_("Two extra symbols around every sequence, so that the network learns where to stop."),
    )
    alphabet: str | None = field_(
        None,
        "alphabet",
        N_("Alphabet"),
        N_("The symbols in the order of their indices; empty: those of the text."),
        max_length=4000,
    )
    loss: Literal["cross-entropy", "mse"] = field_(
        "cross-entropy",
        "loss",
        N_("Loss"),
        N_("Cross-entropy in nats per character, or squared error summed over the time steps."),
    )
    optimizer: Literal["adam", "sgd", "rmsprop"] = field_(
        "adam", "opt", N_("Optimizer"), N_("The rule that updates the weights.")
    )
    learning_rate: float = field_(
        0.02, "lr", N_("Learning rate"), N_("How far one step moves the weights."), "log", ge=1e-5, le=10.0
    )
    steps: int = field_(
        100, "steps", N_("Steps"), N_("How many times the weights are updated."), "log", ge=1, le=20_000
    )
    window: int | None = field_(
        None,
        "window_length",
        N_("Window"),
        N_(
            "Each step reads random pieces of the text, this many characters long; lines that are longer are cut to it. "
            "Empty: the whole text."
        ),
        ge=2,
        le=2000,
    )
    batch_size: int = field_(
        32, "batch", N_("Batch size"), N_("How many windows or lines one step reads."), "log", ge=1, le=1024
    )
    init: Literal["torch", "glorot", "numpy"] = field_(
        "torch",
        "init",
        N_("Initial weights"),
        N_("Drawn as in PyTorch, as in TensorFlow's first cells (Glorot), or as in the plain numpy lesson."),
    )
    forget_bias: float = field_(
        0.0,
        "forget_bias",
        N_("Forget bias"),
        N_("Added to the LSTM's forget gate at the start: above 0, it starts by keeping its memory."),
        ge=-5.0,
        le=5.0,
    )
    clip_norm: float | None = field_(
        None, "clip", N_("Gradient clipping"), N_("Largest gradient norm allowed; empty: no limit."), ge=0, le=100
    )
    probe: str | None = field_(
        None,
        "probe",
        N_("Shown"),
        N_("The piece of a long text whose predictions and states are shown; empty: its beginning."),
        max_length=8000,
    )
    fork: str | None = field_(
        None,
        "fork",
        N_("Fork"),
        N_("A step, a colon, and the run whose network this one starts from."),
        max_length=8000,
    )
    seed: int = field_(0, "seed", N_("Seed"), N_("Determines the random initial weights."), ge=0, le=2**32 - 1)
    training: Literal["charviz", "elsewhere"] = field_(
        "charviz",
        "training",
        N_("Training"),
        N_("Elsewhere: only the weights are known, so the run cannot be trained again or further, or forked."),
    )
    engine: Literal["auto", "torch", "compiled"] = field_(
        "auto",
        "engine",
        N_("Engine"),
        N_("Auto: compiled loops where they are faster, otherwise PyTorch."),
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = field_(
        "auto", "device", N_("Device"), N_("Auto takes the GPU when there is one.")
    )


def url_key(name: str) -> str:
    """The key of a setting in a URL."""
    return _extra(name)["url"]


def label_of(name: str) -> str:
    """What a page calls a setting; a message to be translated."""
    return _extra(name)["label"]


def help_of(name: str) -> str:
    """What a page says of a setting; a message to be translated."""
    return RunFields.model_fields[name].description or ""


def is_logarithmic(name: str) -> bool:
    """Whether each step of a setting is a share of its value."""
    return _extra(name)["scale"] == "log"


def ranges() -> dict[str, dict[str, Any]]:
    """Of each setting that is a number, how it moves under the finger, and between which ends."""
    return {
        name: {
            "log": is_logarithmic(name),
            "whole": int in (field.annotation, *choices(name)),
            "least": bounds(name)[0],
            "most": bounds(name)[1],
        }
        for name, field in RunFields.model_fields.items()
        if is_number(name)
    }


def _extra(name: str) -> dict[str, str]:
    """What `field_` has put beside a field."""
    return cast(dict[str, str], RunFields.model_fields[name].json_schema_extra)


def field_name(name: str) -> Name:
    """A setting's name, and what a page calls it."""
    return Name(name, label_of(name))


def bounds(name: str) -> tuple[float, float]:
    """The least and greatest value of a number."""
    metadata = RunFields.model_fields[name].metadata
    (least,), (most,) = ([m.ge for m in metadata if isinstance(m, Ge)], [m.le for m in metadata if isinstance(m, Le)])
    return cast(tuple[float, float], (least, most))


def is_number(name: str) -> bool:
    """Whether a setting is a number between two ends."""
    return any(isinstance(limit, Ge) for limit in RunFields.model_fields[name].metadata)


def choices(name: str) -> tuple[str, ...]:
    """The values of a setting of choices."""
    return get_args(RunFields.model_fields[name].annotation)


def allowed(name: str) -> Message | str:
    """The values that a setting takes, in words."""
    field = RunFields.model_fields[name]
    if name == "text":
        least, most = TEXT_LENGTH
        return Message(N_("{least} to {most:,} characters"), {"least": least, "most": most})
    if field.annotation is bool:
        return Message(N_("true or false"))
    if is_number(name):
        ends = dict(zip(("least", "most"), map(_number, bounds(name)), strict=True))
        if int in (field.annotation, *choices(name)):
            return Message(N_("{least} to {most} (whole numbers)"), ends)
        return Message(N_("{least} to {most}"), ends)
    return ", ".join(repr(choice) for choice in choices(name) if isinstance(choice, str)) or Message(N_("text"))


def _number(value: float) -> str:
    """As people write it: 0.00001 and 20,000."""
    return f"{Decimal(f'{value:.12g}'):,f}"


def field_error(words: Words, /, **values: Any) -> ConfigError:
    """A ConfigError whose words speak of settings, as `{hidden_size}`: the library's name there, the label on a page."""
    forms = (words,) if isinstance(words, str) else words
    places = {place for form in forms for _text, place, _format, _as in Formatter().parse(form) if place}
    return ConfigError(words, **{name: field_name(name) for name in places & RunFields.model_fields.keys()}, **values)


def explain(detail: Mapping[str, Any]) -> Message:
    """What pydantic found, as a sentence: the setting, the value found, the values allowed."""
    if isinstance(error := detail.get("ctx", {}).get("error"), ConfigError):
        return error.message
    name = str(detail["loc"][0]) if detail["loc"] else ""
    if name not in RunFields.model_fields:
        unknown = {"name": quote(name), "allowed": tuple(RunFields.model_fields)}
        return Message(N_("there is no setting {name}; allowed: {allowed}."), unknown)
    values = {"name": field_name(name), "found": quote(detail["input"]), "allowed": allowed(name)}
    return Message(N_("{name} is {found}; allowed: {allowed}."), values)
