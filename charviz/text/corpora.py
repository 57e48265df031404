"""Long texts by name: made by rule (`brackets:100000`), downloaded (`shakespeare`), or added (`upload:…`)."""

import hashlib
import sys
from functools import cached_property
from itertools import accumulate, islice

import numpy as np

from charviz.errors import ConfigError, quote
from charviz.i18n import N_, N_n, Name
from charviz.limits import LIMITS, MB
from charviz.text.decoding import check_plain, decoded
from charviz.text.downloads import DOWNLOADS, Download, fetch
from charviz.text.generators import LENGTH, RULES, generated
from charviz.text.memoryless_limit import Floor, floor_of_ids
from charviz.text.symbol_ids import coded
from charviz.text.text_cache import Shelf
from charviz.text.tokens import joined, normalised, split, tokens, words
from charviz.text.vocabulary import LONGEST, check_tokens, check_unicode

UPLOAD = "upload"
UPLOAD_LIMIT = LIMITS.upload * MB  # bytes of a file
LENGTH_OF_RULES = 100_000  # characters, where a name tells no length
UPLOAD_SYMBOLS, SYMBOLS = 4096, 2**16 - 2  # different ones, of an upload and of any text: ids have 16 bits
OPENING = 100  # tokens that are shown where no others are named


class Corpus:
    """A long text of N tokens, characters or words. symbols: its tokens in order of first appearance.

    What tells of it is kept, its ids only where somebody has asked for them: who trains needs them, a web server does not.
    """

    def __init__(self, text: str, tokenize: str = "characters") -> None:
        self.text, self.tokenize = text, tokenize
        self._readings: dict[str, Corpus] = {}
        self._lines: dict[str, LineCorpus] = {}

    def __reduce__(self) -> tuple:
        return _arrived, (self.text,)

    @cached_property
    def name(self) -> str:
        """A hash of the text, so that it never comes to mean another one."""
        return f"{UPLOAD}:{hashlib.sha256(self.text.encode()).hexdigest()[:32]}"

    @cached_property
    def ids(self) -> np.ndarray:
        """(N,) places in `symbols`, read-only."""
        return self._coded()[1]

    @cached_property
    def _about(self) -> tuple[tuple[str, ...], int, Floor]:
        symbols, ids = self._coded()
        return symbols, len(ids), floor_of_ids(ids)

    def _coded(self) -> tuple[tuple[str, ...], np.ndarray]:
        return coded(self.text, self.tokenize)

    @property
    def symbols(self) -> tuple[str, ...]:
        return self._about[0]

    @property
    def length(self) -> int:
        return self._about[1]

    @cached_property
    def opening(self) -> str:
        """Its first tokens."""
        if self.tokenize == "words":
            return joined(islice(words(self.text), OPENING), "words")
        return joined(tokens(self.text[: LONGEST * OPENING], self.tokenize)[:OPENING], self.tokenize)

    @property
    def floor(self) -> Floor:
        """What a model without memory can reach on it; how much memory it needs is not counted."""
        return self._about[2]

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        readings = [self, *self._readings.values(), *self._lines.values()]
        texts = {id(reading.text): sys.getsizeof(reading.text) for reading in readings}
        return sum(texts.values()) + sum(reading.ids.nbytes for reading in readings if "ids" in vars(reading))

    def read_as(self, tokenize: str) -> "Corpus":
        """The same text, as characters or as words."""
        if tokenize == self.tokenize:
            return self
        return self._readings.setdefault(tokenize, Corpus(self.text, tokenize))

    def lines(self, tokenize: str) -> "LineCorpus":
        """The lines of the text that have a token, as characters or as words."""
        if tokenize not in self._lines:
            self._lines[tokenize] = LineCorpus(self.text, tokenize)
        return self._lines[tokenize]


class LineCorpus(Corpus):
    r"""The lines of a text that have a token, with a line break before and behind each: `ids` begins and ends with one."""

    def __init__(self, text: str, tokenize: str = "characters") -> None:
        super().__init__("\n".join([*split(text, "lines", tokenize), ""]), tokenize)

    def _coded(self) -> tuple[tuple[str, ...], np.ndarray]:
        symbols, ids = coded(self.text, self.tokenize, line_breaks=True)
        return symbols, np.concatenate([ids[-1:], ids])

    @property
    def count(self) -> int:
        """The number of lines."""
        return self.text.count("\n")

    @cached_property
    def longest(self) -> int:
        """The number of tokens of the longest line."""
        symbols, ids = self._coded()
        return int(np.diff(np.flatnonzero(ids == symbols.index("\n"))).max()) - 1

    @cached_property
    def opening(self) -> str:
        """Its first lines, with their line breaks at most OPENING tokens; of a longer first line, its beginning."""
        lines = self.text[: 2 * LONGEST * OPENING].split("\n")
        heads = [tokens(line, self.tokenize)[: OPENING - 1] for line in lines[:OPENING] if line]
        ends = accumulate(len(head) + 1 for head in heads)
        fit = [head for head, end in zip(heads, ends, strict=True) if end <= OPENING]
        return "\n".join(joined(head, self.tokenize) for head in fit)


class AddedName(str):
    """The name of a text that was added; who holds it holds the text, and takes it along to another process."""

    corpus: Corpus

    def __new__(cls, corpus: Corpus) -> "AddedName":
        name = super().__new__(cls, corpus.name)
        name.corpus = corpus
        return name

    def __reduce__(self) -> tuple:
        return AddedName, (self.corpus,)


_shelf = Shelf[Corpus](LIMITS.texts * MB)


def corpus(name: str) -> Corpus:
    """The text of a name, made or fetched where need be; ConfigError for a name that there is not."""
    kind, _colon, rest = check(name).partition(":")
    if (found := _shelf.take(name)) is not None:
        return found
    if kind == UPLOAD:
        raise ConfigError(
            N_("the uploaded text is no longer available; please {remedy}."),
            remedy=Name("add it again (a pickled config takes its text along, JSON does not)", N_("upload it again")),
        )
    text = generated(kind, int(rest or LENGTH_OF_RULES)) if kind in RULES else fetch(name).decode()
    return _shelf.put(name, Corpus(text))


def is_made(name: str) -> bool:
    """Whether a text is made by rule, wherever it is asked for."""
    return name.partition(":")[0] in RULES


def is_here(name: str) -> bool:
    """Whether a text can be used at once, without fetching it."""
    return is_made(name) or _shelf.take(name) is not None


def named(name: str) -> str:
    """The name, checked; that of a text that was added holds it from now on."""
    return AddedName(corpus(name)) if check(name).startswith(f"{UPLOAD}:") else name


def about(name: str) -> Corpus | Download:
    """What can be told of a text without fetching it: its symbols, opening, length and floor."""
    return DOWNLOADS.get(name) or corpus(name)


def check(name: str) -> str:
    """The name, if it can be one; ConfigError if not. Whether an upload is still there is seen when it is used."""
    kind, colon, rest = name.partition(":")
    least, most = LENGTH
    if kind in RULES and (not colon or (rest.isascii() and rest.isdigit() and least <= int(rest[:9]) <= most)):
        return name
    if name in DOWNLOADS or (kind == UPLOAD and len(rest) == 32 and not set(rest) - set("0123456789abcdef")):
        return name
    raise ConfigError(
        N_(
            "corpus is {found}; allowed: {allowed}, a rule with a length of {least} to {most:,} such as "
            "{example}, or an uploaded text."
        ),
        found=quote(name),
        allowed=(*RULES, *DOWNLOADS),
        least=least,
        most=most,
        example="brackets:5000",
    )


def add(content: str | bytes, most_symbols: int = SYMBOLS) -> AddedName:
    """Takes a text, or the bytes of a text file (see `decoding`), and returns the name under which it is a corpus here.

    It stays as long as somebody holds the name, or a config or run of it. Raises ConfigError for one that is too short, no
    text, in an encoding that is not understood, or has too many different characters.
    """
    taken = received(content if isinstance(content, str) else decoded(content).text, most_symbols)
    return AddedName(_shelf.put(taken.name, taken))


def upload(content: bytes, encoding: str | None = None) -> tuple[AddedName, str]:
    """The same of a file that a person brings to a server, within its limits: the name, and the encoding it was read in."""
    if len(content) > UPLOAD_LIMIT:
        raise ConfigError(
            N_("the text has {found:,} bytes; at most {most:,} are allowed."), found=len(content), most=UPLOAD_LIMIT
        )
    text, encoding = decoded(content, encoding)
    name = add(text, UPLOAD_SYMBOLS)
    check_room()
    return name, encoding


def check_room() -> None:
    """ConfigError where the texts in use take more memory than a server may give them; what is not in use is let go first."""
    if not _shelf.fits():
        raise ConfigError(
            N_("the texts in use on this server fill all {most:,} MB; try a shorter text, or try again later."),
            most=LIMITS.texts,
        )


def received(text: str, most_symbols: int = SYMBOLS) -> Corpus:
    """A text of which a config that comes with it will speak; it is forgotten when nobody holds it."""
    if not text.isascii():
        check_unicode(text)
    check_plain(text)
    taken = Corpus(normalised(text))
    taken = _shelf.take(taken.name) or taken
    _check(taken, most_symbols)
    return _shelf.know(taken.name, taken)


def _arrived(text: str) -> Corpus:
    """A text that was pickled: where it arrives it is known by its name."""
    arrived = Corpus(text)
    return _shelf.put(arrived.name, arrived)


def receive(name: str, content: bytes) -> Corpus:
    """The same of a text that another process has checked, under the name that it has there."""
    return _shelf.know(name, Corpus(content.decode()))


def keep(text: Corpus) -> None:
    """A text is kept for a while even without a reference, for people who have a link to it."""
    _shelf.put(text.name, text)


def _check(text: Corpus, most_symbols: int) -> None:
    if text.length < 2:
        raise ConfigError(
            N_n(
                "the text has {count} character; it needs at least two.",
                "the text has {count} characters; it needs at least two.",
            ),
            count=text.length,
        )
    if (found := len(text.symbols)) > most_symbols:
        raise ConfigError(
            N_("the text has {found:,} different characters; at most {most:,} are allowed."),
            found=found,
            most=most_symbols,
        )
    check_tokens(text.symbols, text.tokenize)
