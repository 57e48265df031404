"""The experiments of the lecture notes, and our own, as configs with the figures that the notes report."""

from collections.abc import Mapping
from dataclasses import dataclass

from charviz.config import RunConfig
from charviz.i18n import N_


@dataclass(frozen=True)
class Preset:
    """A run worth looking at.

    Attributes:
        config: its settings.
        title: what it is called.
        look: what there is to see.
        source: the set of lecture notes that it is from, as "N0"; empty where it is from none.
        reference: the losses that the source prints, one for each step, None where it prints none.

    Example:
        >>> import charviz as cv
        >>> preset = cv.PRESETS["hihello-notes"]
        >>> preset.config.hidden_size, preset.config.head
        (5, 'none')
    """

    config: RunConfig
    title: str
    look: str
    source: str = ""
    reference: tuple[float | None, ...] = ()


def _reported(known: Mapping[int, tuple[float, ...]], steps: int) -> tuple[float | None, ...]:
    """Losses by the step at which each printed stretch begins -> one value or None for every step."""
    losses: list[float | None] = [None] * (steps + 1)
    for first, values in known.items():
        losses[first : first + len(values)] = values
    return tuple(losses)


# The notes print the loss before each update: their step i is our record i.
HIHELLO_LOG = {
    0: (1.7802648544311523, 1.4931945, 1.3337129, 1.2152954, 1.1131411, 1.0241888, 0.9573155),
    96: (0.5322802, 0.5321123, 0.5319532, 0.5317898),
}
IF_YOU_WANT_YOU_LOG = {
    0: (2.2917, 2.1314, 1.9762, 1.7496, 1.4737, 1.1632, 0.87654, 0.65133, 0.45887, 0.30597),
    10: (0.19797, 0.12626, 0.080277, 0.051520, 0.033969, 0.023443, 0.016847, 0.012432, 0.0093482, 0.0071543),
    20: (0.0055813, 0.0044439, 0.0036105, 0.0029900, 0.0025204, 0.0021592, 0.0018768, 0.0016523, 0.0014709, 0.0013218),
    33: (0.00092459, 0.00085686, 0.00079747, 0.00074507, 0.00069862, 0.00065736, 0.00062050),
    40: (0.00058760, 0.00055804, 0.00053150, 0.00050775, 0.00048622, 0.00046686, 0.00044936),
    47: (0.00043344, 0.00041908, 0.00040602),
}
SENTENCE_LOG = {
    0: (2.2841,), 100: (0.11179,), 200: (0.03399,), 300: (0.02230,), 400: (0.01473,),
    500: (0.01431,), 600: (0.01114,), 700: (0.01052,), 800: (0.003882,), 900: (0.003132,),
}  # fmt: skip

PRESETS: dict[str, Preset] = {
    "hihello": Preset(
        RunConfig(),
        "hihello",
        N_("After h comes i, then e: only memory can tell them apart. Watch steps 15 to 20."),
    ),
    "hihello-notes": Preset(
        RunConfig(hidden_size=5, head="none", learning_rate=0.1, alphabet="hielo"),
        N_("hihello, no output layer"),
        N_("Right at steps 8 to 11, then wrong for good while the loss keeps falling. Why?"),
        "N0",
        _reported(HIHELLO_LOG, 100),
    ),
    "if-you-want-you": Preset(
        RunConfig(text=" if you want you", cell_type="lstm", hidden_size=10, learning_rate=0.1, steps=50),
        "if you want you",
        N_("An LSTM learns a sentence in about ten steps; the dotted curve is the lecture's."),
        "N1",
        _reported(IF_YOU_WANT_YOU_LOG, 50),
    ),
    "words": Preset(
        RunConfig(text="hello\neolll\nlleel", sequences="lines", learning_rate=0.05, alphabet="helo"),
        "hello · eolll · lleel",
        N_("Three words at once, a batch: each line is read from the beginning."),
        "N1",
    ),
    "sentence": Preset(
        RunConfig(
            text="hello pytorch. how long can a rnn cell remember?",
            hidden_size=35,
            alphabet="abcdefghijklmnopqrstuvwxyz ?!.,;",
            boundary_tokens=True,
            loss="mse",
            learning_rate=0.01,
            steps=1000,
        ),
        "hello pytorch…",
        N_("A whole sentence memorized, with start and end tokens and squared error."),
        "N2",
        _reported(SENTENCE_LOG, 1000),
    ),
    "hello-numpy": Preset(
        RunConfig(text="hello", hidden_size=3, init="numpy", seed=230912, learning_rate=0.1, steps=200),
        "hello",
        N_("Starts worse than guessing, at 3.02 nats per letter: the initial weights are large."),
        "N3",
        (12.062061261168791 / 4,),
    ),
    "triangle-integral": Preset(
        RunConfig(text="TRIANGLE\nINTEGRAL", sequences="lines", hidden_size=12, learning_rate=0.05, steps=150),
        "TRIANGLE · INTEGRAL",
        N_("The same letters in another order: what comes next depends on everything before."),
        "N4",
    ),
    "annyeong": Preset(
        RunConfig(text="안녕하세요 안녕", cell_type="gru", learning_rate=0.05, steps=120),
        "안녕하세요 안녕",
        N_("Any script works: a character is what a reader counts as one."),
    ),
    "going-home": Preset(
        RunConfig(
            text="the boy is going to school and the girl is going home",
            tokenize="words",
            cell_type="lstm",
            learning_rate=0.05,
            steps=120,
        ),
        "the boy is going…",
        N_(
            "Words instead of letters: after ‘is going’ comes to or home, and only the boy or the girl before it tells which."
        ),
    ),
    "small-grammar": Preset(
        RunConfig(
            text="this dog near the cats barks.\nthese dogs near the cats bark.\n"
            "that bird near the cats sings.\nthose birds near the cats sing.",
            tokenize="words",
            sequences="lines",
            cell_type="lstm",
            hidden_size=12,
            learning_rate=0.05,
            steps=150,
        ),
        "this dog near the cats…",
        N_("A tiny grammar, one sentence per line, in words: the verb depends on the noun four words before it."),
    ),
    "tongue-twister": Preset(
        RunConfig(
            text="간장 공장 공장장은 강 공장장이고 된장 공장 공장장은 장 공장장이다",
            hidden_size=16,
            learning_rate=0.01,
            steps=300,
        ),
        "간장 공장 공장장은…",
        N_("A tongue twister needs eleven characters of memory."),
    ),
    "brackets": Preset(
        RunConfig(text="(()(()))((()()))()", cell_type="lstm", hidden_size=12, learning_rate=0.05, steps=300),
        "(()(()))",
        N_("Which unit counts the depth of the brackets?"),
    ),
    "counting": Preset(
        RunConfig(text="ab aabb aaabbb aaaabbbb", cell_type="lstm", hidden_size=12, learning_rate=0.05, steps=300),
        "ab aabb aaabbb",
        N_("To end with as many b as there were a, something in the network has to count."),
    ),
    "abcabC": Preset(
        RunConfig(text="abcabC" * 4, cell_type="lstm", hidden_size=3, learning_rate=0.1, steps=600),
        "abcabC × 4",
        N_("Three units are enough for an LSTM; an RNN solves it for about half of the seeds."),
    ),
    "banana": Preset(
        RunConfig(text="banana", learning_rate=0.05, steps=80),
        "banana",
        N_("A counterexample: this text needs no memory; a table of pairs is enough."),
    ),
}
