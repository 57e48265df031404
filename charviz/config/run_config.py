"""RunConfig: every knob of a run, checked; its form as JSON and in a URL; its hash."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from pydantic import ConfigDict, ValidationError, ValidationInfo, field_validator, model_validator

from charviz import arguments
from charviz.config import query_string, validation
from charviz.config.fields import TEXT_LENGTH, Knobs, bounds, explained, named, wrong
from charviz.errors import ConfigError, shown
from charviz.i18n import N_, Message, N_n, together
from charviz.text import corpora
from charviz.text.memoryless_limit import Floor, floor
from charviz.text.vocabulary import Batch, Vocabulary, check_unicode, graphemes, normalised, split

WINDOW = 64  # of a corpus, where none is said
HELD_OUT = 10  # one in so many characters of a long text is not trained on
A_CONFIG = Message(N_("a RunConfig (for a preset, its .config)"))


def _instead(name: str) -> Message | str:
    """What to do with a text that is too long for one step."""
    words = N_(" Longer texts are read in windows, as {corpus} (in Python {call}).")
    return Message(words, {"corpus": named("corpus"), "call": "corpus=cv.add_text(text)"}) if name == "text" else ""


class RunConfig(Knobs):
    """Everything that a run depends on; frozen, hashable, equal when all fields are. The fields stand in `Knobs`.

    Raises ConfigError, with the field, the value found and the values allowed, for anything else.
    """

    model_config = ConfigDict(ignored_types=(cached_property,))

    def __init__(self, /, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise ConfigError(together(*map(explained, error.errors()[:3]))) from None

    @model_validator(mode="before")
    @classmethod
    def _in_place_of_the_text(cls, values: dict[str, Any]) -> dict[str, Any]:
        """A corpus takes the place of the text, and is read in windows."""
        if values.get("corpus") is None:
            return values
        usual, window = cls.model_fields["text"].default, values.get("window")
        if (found := arguments.text(named("text"), values.get("text", usual))) != usual:
            raise wrong(
                N_("{text} is {found} and {corpus} is {name}; a run learns only one of them, so leave the other out."),
                found=shown(found),
                name=shown(values["corpus"]),
            )
        return {**values, "text": usual, "window": WINDOW if window is None else window}

    @field_validator("alphabet")
    @classmethod
    def _is_unicode(cls, alphabet: str | None) -> str | None:
        check_unicode(alphabet or "")
        return alphabet if alphabet is None else normalised(alphabet)

    @field_validator("text", "probe")
    @classmethod
    def _normalised(cls, text: str | None, info: ValidationInfo) -> str | None:
        if text is None:
            return None
        check_unicode(text)
        name, (least, most) = str(info.field_name), TEXT_LENGTH
        if len(text) > 8 * most:  # before anything that costs time
            raise ConfigError(
                N_("{name} has {count:,} code points; {least} to {most:,} characters are allowed.{instead}"),
                name=named(name),
                count=len(text),
                least=least,
                most=most,
                instead=_instead(name),
            )
        text = normalised(text)
        if not least <= (length := len(graphemes(text))) <= most:
            raise ConfigError(
                N_n(
                    "{name} is {found}, {count:,} character; {least} to {most:,} characters are allowed.{instead}",
                    "{name} is {found}, {count:,} characters; {least} to {most:,} characters are allowed.{instead}",
                ),
                name=named(name),
                found=shown(text),
                count=length,
                least=least,
                most=most,
                instead=_instead(name) if length > most else "",
            )
        return text

    @field_validator("forget_bias", "clip_norm")
    @classmethod
    def _of_one_zero(cls, value: float | None) -> float | None:
        """-0.0 is 0.0: equal runs have one name."""
        return value if value is None else value + 0.0

    @field_validator("corpus")
    @classmethod
    def _is_a_corpus(cls, name: str | None) -> str | None:
        return name if name is None else corpora.named(name)

    @model_validator(mode="after")
    def _fits_together(self) -> "RunConfig":
        validation.check_window(self)
        validation.check_net(self)
        self.batch  # noqa: B018  every sequence must be long enough
        validation.check_cost(self)
        validation.check_origin(self)
        return self

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

    @cached_property
    def origin(self) -> tuple["RunConfig", int] | None:
        """The run and the step from whose net this one starts; None for a net that starts from drawn weights."""
        if self.fork is None:
            return None
        step, divided, run = self.fork.partition(":")
        if not (divided and step.isascii() and step.isdigit() and int(step) <= bounds("steps")[1]):
            raise wrong(
                N_("{fork} is {found}; it should be a step, a colon and a run, such as {example}."),
                found=shown(self.fork),
                example="16:cell=lstm",
            )
        return RunConfig.from_url(run), int(step)

    def forked(self, step: int) -> "RunConfig":
        """A run that starts from this one's net at a step, and is trained in the same way."""
        step = arguments.whole("step", step, 0, bounds("steps")[1])
        return self.replace(fork=f"{step}:{self.to_url()}")

    @property
    def lineage(self) -> Iterator["RunConfig"]:
        """This config, the one from which it is forked, and so on."""
        config: RunConfig | None = self
        while config is not None:
            yield config
            config = config.origin[0] if config.origin else None

    @property
    def _added(self) -> corpora.Corpus | None:
        """A text that was added: its name holds it, as long as its config is there, and goes where that goes."""
        return self.corpus.corpus if isinstance(self.corpus, corpora.AddedName) else None

    @property
    def long_text(self) -> corpora.Corpus | None:
        """The long text itself, made or fetched where need be; None of a typed text."""
        return None if self.corpus is None else self._added or corpora.corpus(self.corpus)

    @property
    def _about(self) -> corpora.Corpus | corpora.Download | None:
        """What can be told of the long text without fetching it; None of a typed text."""
        return None if self.corpus is None else self._added or corpora.about(self.corpus)

    @property
    def added_texts(self) -> tuple[corpora.Corpus, ...]:
        """The texts that were added, of this config and of those from which it is forked, each once."""
        found = (config._added for config in self.lineage)
        return tuple({text.name: text for text in found if text is not None}.values())

    @property
    def shown_text(self) -> str:
        """The text whose predictions and states are shown: what is learned; of a long text the probe, or its beginning."""
        if self.window is None:
            return self.text
        if self.probe is not None:
            return self.probe
        return about.opening if (about := self._about) else "".join(graphemes(self.text)[: corpora.OPENING])

    @property
    def length(self) -> int:
        """How many characters the whole text has."""
        return about.length if (about := self._about) else len(graphemes(self.text))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The symbols of this run, in the order of their ids."""
        read = [about.symbols] if (about := self._about) else self.sequences_of(self.text)
        return Vocabulary.of(read, self.alphabet, self.boundary_tokens)

    @cached_property
    def batch(self) -> Batch:
        """The shown text as inputs (B, T) and targets (B, T), ids, padded; it is what is learned where there is no window."""
        return self.vocabulary.batch(self.sequences_of(self.shown_text))

    @cached_property
    def floor(self) -> Floor:
        """What a model without memory can reach on the whole text, also where only a piece of it is shown."""
        about = self._about
        return about.floor if about else floor(self.text, self.sequences, self.boundary_tokens)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The whole text as characters, a row for each sequence."""
        text = long.text if (long := self.long_text) else self.text
        return [graphemes(row) for row in self.sequences_of(text)]

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
        """A copy with some fields changed, checked again; a run that only goes further keeps its name.

        A corpus takes the text's place.
        """
        kept = self.model_dump(exclude={"text"} if changes.get("corpus") is not None else None)
        changed = RunConfig(**{**kept, **changes})
        return changed.known_as(self.key) if changes.keys() == {"steps"} else changed

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> "RunConfig":
        """As pydantic's, but what is changed is checked, and nothing that was computed before the change travels along."""
        return self.replace(**update) if update else super().model_copy(deep=deep)

    copy = model_copy  # type: ignore[assignment]  # pydantic's older name for it

    def known_as(self, key: str) -> "RunConfig":
        """An equal config under another name: a run that came in a file is not the one that is trained from its settings."""
        copy = self.model_copy()
        vars(copy)["key"] = key  # where the property would keep it
        return copy

    def to_url(self) -> str:
        """The query string that `from_url` reads: the fields that are not at their default, in the table's order."""
        return query_string.written(self.changed())

    def changed(self) -> dict[str, str]:
        """The fields that are not at their default, as text."""
        values = {
            name: getattr(self, name)
            for name, field in type(self).model_fields.items()
            if getattr(self, name) != field.default
        }
        return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}

    @classmethod
    def from_url(cls, address: str | Mapping[str, str]) -> "RunConfig":
        """A config from a page's address, a query string or a mapping of URL keys; ConfigError if it is not one."""
        return cls(**query_string.read(address))

    def to_json(self) -> str:
        """All fields as one JSON object."""
        return self.model_dump_json()

    @classmethod
    def from_json(cls, text: str | bytes) -> "RunConfig":
        """The inverse of `to_json`; ConfigError if the text is no JSON object or no config."""
        try:
            values = json.loads(text)
        except (TypeError, ValueError):
            values = None
        if not isinstance(values, dict):
            raise ConfigError(N_("a configuration is a JSON object; found {found}."), found=shown(text))
        return cls(**values)
