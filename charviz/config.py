"""RunConfig: every knob of a run, its default, its range, its place in a URL. The one table that all others read."""

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, quote, urlencode

from annotated_types import Ge, Le
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic.fields import FieldInfo

from charviz import corpora
from charviz.errors import ConfigError, shown
from charviz.floor import Floor, floor
from charviz.limits import LIMITS, MB
from charviz.translation import N_
from charviz.vocab import Batch, Vocabulary, graphemes, normalised, split

TEXT_LENGTH = (2, 2000)  # characters
FORKS = 4  # a fork of a fork, so deep
NET = ("cell_type", "hidden_size", "num_layers", "encoding", "embedding_size", "head", "boundary_tokens")  # what it is
WINDOW = 64  # of a corpus, where none is said
HELD_OUT = 10  # one in so many characters of a long text is not trained on

Cell = Literal["rnn", "lstm", "gru", "memoryless"]


def knob(default: Any, url: str, label: str, help: str, scale: str = "linear", **limits: Any) -> Any:
    """A field with what a widget and a URL need: its URL key, label, help text and scale (linear or log)."""
    extra = {"url": url, "label": label, "scale": scale}
    return Field(default, description=help, json_schema_extra=extra, **limits)


class RunConfig(BaseModel):
    """Everything that a run depends on; frozen, hashable, equal when all fields are.

    Raises ConfigError, with the field, the value found and the values allowed, for anything else.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False, ignored_types=(cached_property,))

    text: str = knob("hihello", "text", N_("Text"), N_("What the network learns: after each character, the next one."))
    corpus: str | None = knob(
        None, "corpus", N_("Long text"), N_("A long text by its name, in place of the text."), max_length=60
    )
    sequences: Literal["whole", "lines"] = knob(
        "whole", "seq", N_("Sequences"), N_("The whole text as one sequence, or each line as its own.")
    )
    cell_type: Cell = knob("rnn", "cell", N_("Cell"), N_("What carries the memory from one character to the next."))
    hidden_size: int = knob(
        8, "hidden", N_("Hidden size"), N_("How many numbers the memory has; free to choose."), "log", ge=1, le=512
    )
    num_layers: int = knob(1, "layers", N_("Layers"), N_("Cells stacked on top of each other."), ge=1, le=4)
    encoding: Literal["one-hot", "embedding"] = knob(
        "one-hot", "enc", N_("Encoding"), N_("How a character becomes numbers: one-hot, or a learned vector.")
    )
    embedding_size: int = knob(
        8, "emb", N_("Embedding size"), N_("Length of the learned vectors."), "log", ge=1, le=256
    )
    head: Literal["linear", "none"] = knob(
        "linear",
        "head",
        N_("Output layer"),
        N_("Turns the hidden state into one number per character; none: it is the answer."),
    )
    boundary_tokens: bool = knob(
        False,
        "bound",
        N_("Start and end tokens"),
        N_("Two extra symbols around every sequence, so that it learns to end."),
    )
    alphabet: str | None = knob(
        None,
        "alphabet",
        N_("Alphabet"),
        N_("The symbols in the order of their ids; empty: those of the text."),
        max_length=4000,
    )
    loss: Literal["cross-entropy", "mse"] = knob(
        "cross-entropy",
        "loss",
        N_("Loss"),
        N_("Cross-entropy in nats per character, or squared error summed over the steps."),
    )
    optimizer: Literal["adam", "sgd", "rmsprop"] = knob(
        "adam", "opt", N_("Optimizer"), N_("The rule that changes the weights.")
    )
    learning_rate: float = knob(
        0.02, "lr", N_("Learning rate"), N_("How far one step moves the weights."), "log", ge=1e-5, le=10.0
    )
    steps: int = knob(100, "steps", N_("Steps"), N_("How often the weights are changed."), "log", ge=1, le=20_000)
    window: int | None = knob(
        None,
        "win",
        N_("Window"),
        N_("Each step reads random pieces of the text, this many characters long; empty: the whole text."),
        ge=2,
        le=2000,
    )
    batch_size: int = knob(32, "batch", N_("Batch size"), N_("How many windows one step reads."), "log", ge=1, le=1024)
    init: Literal["torch", "glorot", "numpy"] = knob(
        "torch",
        "init",
        N_("Initial weights"),
        N_("Drawn as PyTorch draws them, as TensorFlow's first cells did (Glorot), or as the plain numpy lesson does."),
    )
    forget_bias: float = knob(
        0.0,
        "fb",
        N_("Forget bias"),
        N_("Added to the LSTM's forget gate at the start: above 0 it begins by keeping."),
        ge=-5.0,
        le=5.0,
    )
    clip_norm: float | None = knob(
        None, "clip", N_("Gradient clipping"), N_("Longest gradient allowed; empty: no limit."), ge=0, le=100
    )
    probe: str | None = knob(
        None,
        "probe",
        N_("Shown"),
        N_("Of a long text, the piece whose predictions and states are shown; empty: its beginning."),
        max_length=8000,
    )
    fork: str | None = knob(
        None, "fork", N_("Fork"), N_("A step, a colon, and the run from whose net this one starts."), max_length=8000
    )
    seed: int = knob(0, "seed", N_("Seed"), N_("Number from which the first weights are drawn."), ge=0, le=2**32 - 1)
    engine: Literal["auto", "torch", "compiled"] = knob(
        "auto",
        "engine",
        N_("Engine"),
        N_("Auto: compiled loops where they are faster, else PyTorch."),
    )
    device: Literal["auto", "cpu", "cuda", "mps"] = knob(
        "auto", "device", N_("Device"), N_("Auto takes the GPU when there is one.")
    )

    def __init__(self, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise ConfigError(" ".join(_sentence(detail) for detail in error.errors()[:3])) from None

    @model_validator(mode="before")
    @classmethod
    def _in_place_of_the_text(cls, values: dict[str, Any]) -> dict[str, Any]:
        """A corpus takes the place of the text, and is read in windows."""
        if values.get("corpus") is None:
            return values
        window = values.get("window")
        return {**values, "text": cls.model_fields["text"].default, "window": WINDOW if window is None else window}

    @field_validator("text", "alphabet", "probe", mode="after")
    @classmethod
    def _is_unicode(cls, value: str | None) -> str | None:
        if value is not None and any("\ud800" <= character <= "\udfff" for character in value):
            raise ConfigError(
                f"{shown(value)} has half a character (a lone surrogate); allowed is any whole Unicode text."
            )
        return value

    @field_validator("text", "probe")
    @classmethod
    def _normalised(cls, text: str | None, info: ValidationInfo) -> str | None:
        if text is None:
            return None
        least, most = TEXT_LENGTH
        if len(text) > 8 * most:  # before anything that costs time
            raise ConfigError(
                f"{info.field_name} has {len(text):,} code points; {least} to {most:,} characters are allowed."
            )
        text = normalised(text)
        if not least <= (length := len(graphemes(text))) <= most:
            raise ConfigError(
                f"{info.field_name} is {shown(text)}, {length:,} characters; {least} to {most:,} characters are allowed."
            )
        return text

    @field_validator("corpus")
    @classmethod
    def _is_a_corpus(cls, name: str | None) -> str | None:
        return name if name is None else corpora.check(name)

    @model_validator(mode="after")
    def _fits_together(self) -> "RunConfig":
        self._check_window()
        if self.engine == "compiled" and self.device not in ("auto", "cpu"):
            raise ConfigError(
                f"engine is 'compiled' with device {self.device!r}; the compiled loops run on 'auto' or 'cpu'."
            )
        if self.forget_bias and self.cell_type != "lstm":
            raise ConfigError(
                f"forget_bias is {self.forget_bias} with cell_type {self.cell_type!r}; only 'lstm' has a forget gate."
            )
        if self.head == "none" and self.cell_type == "memoryless":
            raise ConfigError(
                "head is 'none' with cell_type 'memoryless': nothing would be left to learn; use head='linear'."
            )
        if self.head == "none" and self.hidden_size != len(self.vocabulary):
            raise ConfigError(
                f"hidden_size is {self.hidden_size} with head='none'; it must equal the vocabulary's size, {len(self.vocabulary)}."
            )
        if self.init == "numpy" and (self.cell_type, self.num_layers, self.encoding, self.head) != (
            "rnn",
            1,
            "one-hot",
            "linear",
        ):
            raise ConfigError(
                "init is 'numpy'; it is defined for one layer of cell_type 'rnn', one-hot, with a linear head."
            )
        self.batch  # noqa: B018  every sequence must be long enough
        self._check_cost()
        self._check_origin()
        return self

    def _check_window(self) -> None:
        """What windows need, and what has no meaning without them."""
        if self.window is None:
            for name in ("batch_size", "probe"):
                if getattr(self, name) != type(self).model_fields[name].default:
                    raise ConfigError(
                        f"{name} is {shown(getattr(self, name))} without a window, where each step reads the whole text; "
                        "set window too, or leave it out."
                    )
            return
        if self.sequences != "whole" or self.boundary_tokens:
            raise ConfigError(
                f"window is {self.window} with sequences {self.sequences!r} and boundary_tokens {self.boundary_tokens}; "
                "windows are cut from the whole text, without tokens: 'whole' and false."
            )
        if self.length < 2 * (self.window + 1):
            raise ConfigError(
                f"window is {self.window}, and the text has {self.length:,} characters, of which a part is held out; "
                f"at most {self.length // 2 - 1} fit."
            )

    @property
    def batch_shape(self) -> tuple[int, int]:
        """Sequences and times that one step reads."""
        return self.batch.inputs.shape if self.window is None else (self.batch_size, self.window)

    @property
    def positions(self) -> int:
        """How many characters one step learns from."""
        return int(self.batch.mask.sum()) if self.window is None else self.batch_size * self.window

    @property
    def cost_per_step(self) -> float:
        """About how much one step computes: T x H^2 x L, small nets counted as H = 8, large alphabets as H."""
        width = max(self.hidden_size, 8)
        return self.positions * width * max(width * self.num_layers, len(self.vocabulary))

    def _check_cost(self) -> None:
        positions, per_step = self.positions, self.cost_per_step
        numbers = (
            len(self.vocabulary) + 12 * self.hidden_size * self.num_layers
        )  # of a character: gates, states, outputs
        if positions > (most := LIMITS.step_memory * MB // (8 * numbers)):
            raise ConfigError(
                f"one step reads {positions:,} characters with hidden_size {self.hidden_size}, num_layers {self.num_layers} "
                f"and {len(self.vocabulary):,} symbols; of so large a net at most {most:,} characters "
                "fit into memory."
            )
        shown_at_once = int(self.batch.mask.sum())
        fits = int(min(LIMITS.run_cost / per_step, LIMITS.records * MB / (3 * shown_at_once)))
        if self.steps > fits:
            raise ConfigError(
                f"steps is {self.steps:,}; with {positions:,} characters, hidden_size {self.hidden_size} and "
                f"num_layers {self.num_layers}, at most {fits:,} steps fit into the time and memory of one run."
            )

    def _check_origin(self) -> None:
        """A fork's net must fit the one that it starts from."""
        if self.origin is None:
            return
        parent, depth = self.origin[0], 1
        for name in NET:
            if getattr(self, name) != getattr(parent, name):
                raise ConfigError(
                    f"{name} is {shown(getattr(self, name))}, but the run from which this one is forked has "
                    f"{shown(getattr(parent, name))}; a fork keeps its net, only how it is trained may change."
                )
        if self.vocabulary.symbols != parent.vocabulary.symbols:
            raise ConfigError(
                f"the fork's symbols are {shown(''.join(self.vocabulary.symbols))}; it must have those of the run from "
                f"which it is forked, {shown(''.join(parent.vocabulary.symbols))}."
            )
        if (fits := int(LIMITS.fork_cost / parent.cost_per_step)) < self.origin[1]:
            raise ConfigError(
                f"the fork starts at step {self.origin[1]:,}; of such a run at most {fits:,} steps can be trained before it."
            )
        while parent.origin is not None:
            parent, depth = parent.origin[0], depth + 1
        if depth > FORKS:
            raise ConfigError(f"this is a fork of a fork of a fork, {depth} deep; {FORKS} are allowed.")

    @cached_property
    def origin(self) -> tuple["RunConfig", int] | None:
        """The run and the step from whose net this one starts; None for a net that starts from drawn weights."""
        if self.fork is None:
            return None
        step, divided, query = self.fork.partition(":")
        if not (divided and step.isascii() and step.isdigit() and int(step) <= bounds("steps")[1]):
            raise ConfigError(f"fork is {shown(self.fork)}; it should be a step, a colon and a run, as 16:cell=lstm.")
        return RunConfig.from_url(query), int(step)

    def forked(self, step: int) -> "RunConfig":
        """A run that starts from this one's net at a step, and is trained in the same way."""
        return self.replace(fork=f"{step}:{self.to_url()}")

    @property
    def shown_text(self) -> str:
        """The text whose predictions and states are shown: what is learned; of a long text the probe, or its beginning."""
        if self.window is None:
            return self.text
        if self.probe is not None:
            return self.probe
        return corpora.about(self.corpus).opening if self.corpus else "".join(graphemes(self.text)[: corpora.OPENING])

    @property
    def length(self) -> int:
        """How many characters the whole text has."""
        return corpora.about(self.corpus).length if self.corpus else len(graphemes(self.text))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The symbols of this run, in the order of their ids."""
        read = [corpora.about(self.corpus).symbols] if self.corpus else self.sequences_of(self.text)
        return Vocabulary.of(read, self.alphabet, self.boundary_tokens)

    @cached_property
    def batch(self) -> Batch:
        """The shown text as inputs (B, T) and targets (B, T), ids, padded; it is what is learned where there is no window."""
        return self.vocabulary.batch(self.sequences_of(self.shown_text))

    @cached_property
    def floor(self) -> Floor:
        """What a model without memory can reach on the whole text; of a long one the loss alone, by counting."""
        if self.corpus is None:
            return floor(self.text, self.sequences, self.boundary_tokens)
        return Floor(corpora.about(self.corpus).least_loss, 0, 0, None)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The whole text as characters, a row for each sequence."""
        return [
            graphemes(row) for row in self.sequences_of(corpora.corpus(self.corpus).text if self.corpus else self.text)
        ]

    def sequences_of(self, text: str) -> list[str]:
        """A text as this run reads it: whole, or line by line."""
        return split(text, self.sequences)

    @cached_property
    def key(self) -> str:
        """The run's name: a hash of all fields but `steps`, since a run of 100 steps is the beginning of one of 200."""
        left_out = {"steps"} | (
            {"fork"} if self.fork is None else set()
        )  # so that runs that are no forks keep their names
        values = json.dumps(self.model_dump(exclude=left_out), sort_keys=True)
        return hashlib.sha256(values.encode()).hexdigest()[:20]

    def replace(self, **changes: Any) -> "RunConfig":
        """A copy with some fields changed, checked again."""
        return RunConfig(**{**self.model_dump(), **changes})

    def to_url(self) -> str:
        """The query string that `from_url` reads: the fields that are not at their default, in the table's order."""
        return urlencode({url_key(name): text for name, text in self.changed().items()}, quote_via=quote, safe="")

    def changed(self) -> dict[str, str]:
        """The fields that are not at their default, as text."""
        values = {
            name: getattr(self, name)
            for name, field in type(self).model_fields.items()
            if getattr(self, name) != field.default
        }
        return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}

    @classmethod
    def from_url(cls, query: str | Mapping[str, str]) -> "RunConfig":
        """A config from a query string (with or without '?') or a mapping of URL keys; ConfigError if it is not one."""
        pairs = list(query.items()) if isinstance(query, Mapping) else _parse_query(query)
        names = {url_key(name): name for name in cls.model_fields}
        for key, _value in pairs:
            if key not in names:
                raise ConfigError(f"the address has the key {shown(key)}; allowed are {', '.join(names)}.")
        keys = [key for key, _value in pairs]
        if repeated := [key for key in keys if keys.count(key) > 1]:
            raise ConfigError(
                f"the address has {shown(repeated[0])} {keys.count(repeated[0])} times; each key may stand once."
            )
        return cls(**{names[key]: value for key, value in pairs})

    def to_json(self) -> str:
        """All fields as one JSON object."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str | bytes) -> "RunConfig":
        """The inverse of `to_json`; ConfigError if the text is no JSON object or no config."""
        try:
            values = json.loads(text)
        except ValueError:
            values = None
        if not isinstance(values, dict):
            raise ConfigError(f"a configuration is a JSON object; found {shown(text)}.")
        return cls(**values)


def url_key(name: str) -> str:
    """The key of a field in a URL."""
    return RunConfig.model_fields[name].json_schema_extra["url"]


def bounds(name: str) -> tuple[float, float]:
    """The least and greatest value of a number field."""
    metadata = RunConfig.model_fields[name].metadata
    (least,), (most,) = ([m.ge for m in metadata if isinstance(m, Ge)], [m.le for m in metadata if isinstance(m, Le)])
    return least, most


def choices(name: str) -> tuple[str, ...]:
    """The values of a field of choices."""
    return get_args(RunConfig.model_fields[name].annotation)


def allowed(name: str, field: FieldInfo) -> str:
    """The values that a field takes, in words."""
    if name == "text":
        return f"{TEXT_LENGTH[0]} to {TEXT_LENGTH[1]:,} characters"
    if field.annotation is bool:
        return "true or false"
    if any(isinstance(limit, Ge) for limit in field.metadata):
        whole = " (whole numbers)" if int in (field.annotation, *choices(name)) else ""
        return "{:g} to {:,}".format(*bounds(name)) + whole
    return " or ".join(repr(choice) for choice in choices(name) if isinstance(choice, str)) or "text"


def _sentence(detail: Mapping[str, Any]) -> str:
    """What pydantic found, as a sentence: field, value found, values allowed."""
    if isinstance(detail.get("ctx", {}).get("error"), ConfigError):
        return str(detail["ctx"]["error"])
    name = str(detail["loc"][0]) if detail["loc"] else ""
    if name not in RunConfig.model_fields:
        return f"there is no setting {shown(name)}; allowed are {', '.join(RunConfig.model_fields)}."
    return f"{name} is {shown(detail['input'])}; allowed: {allowed(name, RunConfig.model_fields[name])}."


def _parse_query(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query.removeprefix("?"), keep_blank_values=True, errors="strict", max_num_fields=100)
    except (ValueError, UnicodeError):
        raise ConfigError(
            f"the address {shown(query)} cannot be read; it should look like ?text=hihello&cell=lstm."
        ) from None
