"""What follows from the fields of a run: its vocabulary, what it reads and shows, what one step costs."""

import math
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
    def in_lines(self) -> bool:
        """Whether each step reads lines of a long text, not windows of it.

        Every line is read from a zero state on, with a line break before it, and one behind it that ends it.
        """
        return self.corpus is not None and self.sequences == "lines"

    @property
    def shown_text(self) -> str:
        """The text whose predictions and states are shown.

        It is the text itself; of a long text it is the probe, or where there is no probe its beginning: in windows so many
        tokens, in lines its first lines.
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
        how = {"boundary_tokens": self.boundary_tokens, "line_breaks": self.in_lines}
        return Vocabulary.of(read, self.alphabet, tokenize=self.tokenize, **how)

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
        """The tokens of the whole text, one tuple for each sequence; of a long text one, with the breaks between its lines."""
        if long := self.long_text:
            return [self.tokens_of(f"\n{long.text}" if self.in_lines else long.text)]
        return [self.tokens_of(row) for row in self.sequences_of(self.text)]

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
        return tokens(text, self.tokenize, line_breaks=self.in_lines)

    @property
    def _added(self) -> corpora.Corpus | None:
        """A text that was added: its name holds it, as long as its config is there, and goes where that goes."""
        return self.corpus.corpus if isinstance(self.corpus, corpora.AddedName) else None

    @property
    def long_text(self) -> corpora.Corpus | None:
        """The corpus, made or downloaded where need be; None where the run learns a typed text."""
        if self.corpus is None:
            return None
        text = self._added or corpora.corpus(self.corpus)
        return text.lines(self.tokenize) if self.in_lines else text.read_as(self.tokenize)

    @property
    def long_text_facts(self) -> corpora.Corpus | corpora.Download | None:
        """What can be told of the long text, of its characters without fetching it; None of a typed text."""
        if self.corpus is None or self.tokenize == "words" or self.in_lines:
            return self.long_text
        return self._added or corpora.about(self.corpus)

    @property
    def batch_shape(self) -> tuple[int, int]:
        """The number of sequences, and of times, that one step reads; of lines, the most times that it may."""
        if self.window is None:
            return self.batch.inputs.shape
        longest = text.longest + 1 if isinstance(text := self.long_text_facts, corpora.LineCorpus) else self.window
        return self.batch_size, min(self.window, longest)

    @property
    def positions(self) -> int:
        """The number of tokens that one step learns from; of lines, the most that it may."""
        return int(self.batch.mask.sum()) if self.window is None else math.prod(self.batch_shape)

    @property
    def cost_per_step(self) -> float:
        """About how much one step computes: positions x H x max(H x L, V), where H counts as 8 at least.

        H: units of a layer; L: layers; V: symbols.
        """
        width = max(self.hidden_size, 8)
        return self.positions * width * max(width * self.num_layers, len(self.vocabulary))
