"""RunConfig: every setting of a run, checked; its form as JSON and in a URL; its hash."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from pydantic import ValidationError, ValidationInfo, field_validator, model_validator

from charviz import arguments
from charviz.config import forks, query_string, validation
from charviz.config.derived_fields import DerivedFields
from charviz.config.fields import bounds, explain, field_error, field_name
from charviz.errors import ConfigError, quote
from charviz.i18n import N_, Message, join_messages
from charviz.text import corpora

WINDOW = 64  # of a corpus, where none is said
HELD_OUT = 10  # one token, or line, in ten of a long text is held out
LATER = ("fork", "training", "tokenize")  # fields that were added after runs had got their names
A_CONFIG = Message(N_("a RunConfig (for a preset, its .config)"))


class RunConfig(DerivedFields):
    """Everything that a run depends on; frozen, hashable, and equal to any config with equal fields.

    The fields, with their defaults and ranges, are in `charviz.config.fields.RunFields`; `RunConfig.model_fields` lists them.

    Args:
        values: the fields that are not at their defaults.

    Raises:
        ConfigError: a value is out of its range, or the values do not fit together; it names the field, the value, and what is
            allowed.

    Example:
        >>> import charviz as cv
        >>> config = cv.RunConfig(text="hihello", cell_type="lstm", learning_rate=0.1)
        >>> config.hidden_size, config.vocabulary.symbols
        (8, ('h', 'i', 'e', 'l', 'o'))
        >>> config == config.replace(steps=100)
        True
    """

    def __init__(self, /, **values: Any) -> None:
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise ConfigError(join_messages(*map(explain, error.errors()[:3]))) from None

    @model_validator(mode="before")
    @classmethod
    def _in_place_of_the_text(cls, values: dict[str, Any]) -> dict[str, Any]:
        """A corpus takes the place of the text, and is read in windows or lines."""
        if values.get("corpus") is None:
            return values
        usual, window = cls.model_fields["text"].default, values.get("window")
        if (found := arguments.text(field_name("text"), values.get("text", usual))) != usual:
            raise field_error(
                N_("{text} is {found} and {corpus} is {name}; a run learns only one of them, so leave the other out."),
                found=quote(found),
                name=quote(values["corpus"]),
            )
        return {**values, "text": usual, "window": WINDOW if window is None else window}

    @field_validator("text", "probe", "alphabet")
    @classmethod
    def _normalised(cls, text: str | None, info: ValidationInfo) -> str | None:
        return text if text is None else validation.normalised_text(str(info.field_name), text)

    @field_validator("forget_bias", "clip_norm")
    @classmethod
    def _of_one_zero(cls, value: float | None) -> float | None:
        """-0.0 is 0.0: equal runs have one name."""
        return value if value is None else value + 0.0

    @field_validator("fork")
    @classmethod
    def _with_current_keys(cls, fork: str | None) -> str | None:
        return fork if fork is None else query_string.fork_with_current_keys(fork)

    @field_validator("corpus")
    @classmethod
    def _is_a_corpus(cls, name: str | None) -> str | None:
        return name if name is None else corpora.named(name)

    @model_validator(mode="after")
    def _fits_together(self) -> "RunConfig":
        validation.check_tokens_of_texts(self)
        forks.check_symbols(self)
        validation.check_training(self)
        validation.check_window(self)
        validation.check_net(self)
        self.batch  # noqa: B018  every sequence must be long enough
        validation.check_cost(self)
        forks.check_origin(self)
        return self

    @cached_property
    def origin(self) -> tuple["RunConfig", int] | None:
        """The config and the step from whose net this run starts; None where it starts from drawn weights.

        Raises:
            ConfigError: `fork` is not a step, a colon and a run.
        """
        if self.fork is None:
            return None
        step, divided, run = self.fork.partition(":")
        if not (divided and step.isascii() and step.isdigit() and int(step) <= bounds("steps")[1]):
            raise field_error(
                N_("{fork} is {found}; it should be a step, a colon and a run, such as {example}."),
                found=quote(self.fork),
                example="16:cell=lstm",
            )
        return RunConfig.from_url(run), int(step)

    def forked(self, step: int) -> "RunConfig":
        """Returns the config of a run that starts from the net of this one at a step, and is trained in the same way.

        Args:
            step: 0 to 20,000.

        Raises:
            ConfigError: the step is out of its range, or too costly to reach.

        Example:
            >>> fork = cv.RunConfig(cell_type="gru").forked(5).replace(learning_rate=0.1)
            >>> fork.fork
            '5:cell=gru'
        """
        validation.check_trained_here(self)
        step = arguments.integer("step", step, 0, bounds("steps")[1])
        return self.replace(fork=f"{step}:{self.to_url()}")

    @property
    def steps_before(self) -> int:
        """How many steps its optimizer has made before its first one: a fork that keeps the optimizer goes on counting."""
        if self.origin is None or self.origin[0].optimizer != self.optimizer:
            return 0
        parent, step = self.origin
        return parent.steps_before + step

    @property
    def lineage(self) -> Iterator["RunConfig"]:
        """This config, the one from which it is forked, and so on."""
        config: RunConfig | None = self
        while config is not None:
            yield config
            config = config.origin[0] if config.origin else None

    @property
    def added_texts(self) -> tuple[corpora.Corpus, ...]:
        """The texts that were added by `add_text`, of this config and of those from which it is forked, each once."""
        found = (config._added for config in self.lineage)
        return tuple({text.name: text for text in found if text is not None}.values())

    @cached_property
    def key(self) -> str:
        """The name of the run, 20 hexadecimal digits: a hash of all fields but `steps`.

        A run of 100 steps is the beginning of the run of 200, so both have the same name.
        """
        left_out = {"steps"} | self._usual(
            *LATER
        )  # so that runs keep the names that they had before there were these fields
        values = json.dumps(self.model_dump(exclude=left_out), sort_keys=True)
        return hashlib.sha256(values.encode()).hexdigest()[:20]

    def _usual(self, *names: str) -> set[str]:
        """Those of some fields that are at their defaults."""
        return {name for name in names if getattr(self, name) == type(self).model_fields[name].default}

    def replace(self, **changes: Any) -> "RunConfig":
        """Returns a config with some fields changed, which is checked again.

        Where only `steps` changes, its name stays. Where anything else changes of a run that was trained elsewhere, the config is
        that of a new run, which charviz can train.

        Args:
            changes: fields and their new values; a corpus takes the place of the text.

        Raises:
            ConfigError: as the config itself.

        Example:
            >>> cv.RunConfig(text="hello").replace(cell_type="gru").to_url()
            'text=hello&cell=gru'
        """
        kept = self.model_dump(exclude={"text"} if changes.get("corpus") is not None else None)
        if changes.keys() - {"steps"}:
            kept["training"] = "charviz"
        changed = RunConfig(**{**kept, **changes})
        return changed.known_as(self.key) if changes.keys() == {"steps"} else changed

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> "RunConfig":
        """Returns a copy, as pydantic does; what is changed is checked, and what was computed from the old fields is left behind.

        Args:
            update: fields and their new values.
            deep: as pydantic's; without effect on a changed copy.

        Raises:
            ConfigError: as the config itself.
        """
        return self.replace(**update) if update else super().model_copy(deep=deep)

    copy = model_copy  # type: ignore[assignment]  # pydantic's older name for it

    def known_as(self, key: str) -> "RunConfig":
        """Returns an equal config with another name.

        A run that came in a file is not the run that is trained from its settings.

        Args:
            key: the name.

        Example:
            >>> cv.RunConfig().known_as("mine").key
            'mine'
        """
        copy = self.model_copy()
        vars(copy)["key"] = key  # where the property would keep it
        return copy

    def to_url(self) -> str:
        """Returns the fields that are not at their defaults as a query string, which `from_url` reads.

        Example:
            >>> cv.RunConfig(cell_type="lstm", steps=50).to_url()
            'cell=lstm&steps=50'
        """
        return query_string.to_query(self.changed())

    def changed(self) -> dict[str, str]:
        """Returns the fields that are not at their defaults, as text.

        Example:
            >>> cv.RunConfig(cell_type="lstm", boundary_tokens=True).changed()
            {'cell_type': 'lstm', 'boundary_tokens': 'true'}
        """
        values = {
            name: getattr(self, name)
            for name, field in type(self).model_fields.items()
            if getattr(self, name) != field.default
        }
        return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in values.items()}

    @classmethod
    def from_url(cls, address: str | Mapping[str, str]) -> "RunConfig":
        """Makes a config from an address.

        Args:
            address: the address of a page of charviz, its query string, or a mapping of the keys in it.

        Raises:
            ConfigError: it cannot be read, has a key that is not known, or as the config itself.

        Example:
            >>> cv.RunConfig.from_url("https://example.org/?cell=lstm&steps=50").cell_type
            'lstm'
        """
        return cls(**query_string.parse(address))

    def to_json(self) -> str:
        """Returns the fields as a JSON object, which `from_json` reads.

        What older releases do not know is left out where it is at its default: what is named by its JSON keeps its name, and
        they read it.

        Example:
            >>> cv.RunConfig().to_json()[:17]
            '{"text":"hihello"'
        """
        usual = {
            name for name in ("training", "tokenize") if getattr(self, name) == type(self).model_fields[name].default
        }
        return self.model_dump_json(exclude=usual)

    @classmethod
    def from_json(cls, text: str | bytes) -> "RunConfig":
        """Makes a config from a JSON object.

        Args:
            text: the object, as `to_json` writes it; fields that are missing have their defaults.

        Raises:
            ConfigError: it is not a JSON object, or as the config itself.

        Example:
            >>> cv.RunConfig.from_json('{"cell_type": "gru"}').cell_type
            'gru'
        """
        try:
            values = json.loads(text)
        except (TypeError, ValueError, RecursionError):
            values = None
        if not isinstance(values, dict):
            raise ConfigError(N_("a configuration is a JSON object; found {found}."), found=quote(text))
        return cls(**values)
