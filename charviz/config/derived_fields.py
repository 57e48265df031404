"""What follows from the fields of a run: its vocabulary, what it reads and shows, what one step costs."""

from functools import cached_property

from pydantic import ConfigDict

from charviz.config.fields import RunFields
from charviz.text import corpora
from charviz.text.memoryless_limit import Floor, floor
from charviz.text.tokens import joined, split, tokens
from charviz.text.vocabulary import Batch, Vocabulary


class DerivedFields(RunFields):
    """The fields of a `RunConfig`, and what follows from them."""

    model_config = ConfigDict(ignored_types=(cached_property,))

    @property
    def shown_text(self) -> str:
        """The text whose predictions and states are shown.

        It is the text itself; in windows it is the probe, or the beginning of the text where there is no probe.
        """
        if self.window is None:
            return self.text
        if self.probe is not None:
            return self.probe
        if facts := self.long_text_facts:
            return facts.opening
        return joined(self.tokens_of(self.text)[: corpora.OPENING], self.tokenize)

    @property
    def length(self) -> int:
        """The number of tokens of the whole text."""
        return facts.length if (facts := self.long_text_facts) else len(self.tokens_of(self.text))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The symbols of the text, in the order of their ids."""
        read = [facts.symbols] if (facts := self.long_text_facts) else self.sequences_of(self.text)
        return Vocabulary.of(read, self.alphabet, boundary_tokens=self.boundary_tokens, tokenize=self.tokenize)

    @cached_property
    def batch(self) -> Batch:
        """The shown text as ids: inputs (B, T) and targets (B, T), padded; without windows this is what is learned."""
        return self.vocabulary.batch(self.sequences_of(self.shown_text))

    @cached_property
    def floor(self) -> Floor:
        """The best that a model without memory can do on the whole text."""
        facts = self.long_text_facts
        return facts.floor if facts else floor(self.text, self.sequences, self.boundary_tokens, self.tokenize)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """The tokens of the whole text, one tuple for each sequence."""
        text = long.text if (long := self.long_text) else self.text
        return [self.tokens_of(row) for row in self.sequences_of(text)]

    def sequences_of(self, text: str) -> list[str]:
        r"""Splits a text as this run does: into its lines, or not at all.

        Args:
            text: any text.

        Example:
            >>> cv.RunConfig(text="hello\neolll", sequences="lines").sequences_of("one\ntwo")
            ['one', 'two']
        """
        return split(text, self.sequences, self.tokenize)

    def tokens_of(self, text: str) -> tuple[str, ...]:
        """Cuts a text as this run does: into characters, or into words.

        Args:
            text: any text.

        Example:
            >>> cv.RunConfig(text="to be or not to be", tokenize="words").tokens_of("not to be!")
            ('not', 'to', 'be', '!')
        """
        return tokens(text, self.tokenize)

    @property
    def _added(self) -> corpora.Corpus | None:
        """A text that was added: its name holds it, as long as its config is there, and goes where that goes."""
        return self.corpus.corpus if isinstance(self.corpus, corpora.AddedName) else None

    @property
    def long_text(self) -> corpora.Corpus | None:
        """The corpus, made or downloaded where need be; None where the run learns a typed text."""
        return None if self.corpus is None else (self._added or corpora.corpus(self.corpus)).read_as(self.tokenize)

    @property
    def long_text_facts(self) -> corpora.Corpus | corpora.Download | None:
        """What can be told of the long text, of its characters without fetching it; None of a typed text."""
        if self.corpus is None or self.tokenize == "words":
            return self.long_text
        return self._added or corpora.about(self.corpus)

    @property
    def batch_shape(self) -> tuple[int, int]:
        """The number of sequences, and of times, that one step reads."""
        return self.batch.inputs.shape if self.window is None else (self.batch_size, self.window)

    @property
    def positions(self) -> int:
        """The number of tokens that one step learns from."""
        return int(self.batch.mask.sum()) if self.window is None else self.batch_size * self.window

    @property
    def cost_per_step(self) -> float:
        """About how much one step computes: positions x H x max(H x L, V), where H counts as 8 at least.

        H: units of a layer; L: layers; V: symbols.
        """
        width = max(self.hidden_size, 8)
        return self.positions * width * max(width * self.num_layers, len(self.vocabulary))
