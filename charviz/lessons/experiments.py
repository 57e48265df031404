"""The lecture notes' experiments as cards: the idea, the setting, what the notes report, where the app shows more."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from charviz.config import RunConfig
from charviz.config.presets import PRESETS
from charviz.i18n import N_

NONE: Mapping = MappingProxyType({})


class Experiment(NamedTuple):
    """One experiment. title, idea, and the keys of variants and places are messages to be translated.

    source: the set of notes. config: the run that the card trains, None where nothing is trained. variants: what it is
    called -> config, each trained over the first `seeds` seeds. reported: step -> the loss that the notes print;
    strings: step -> the text that they print (-1: the last). places: what is seen there -> (page, its address).
    has_claims: whether there is something to be checked.
    """

    source: str
    title: str
    idea: str
    config: RunConfig | None = None
    variants: Mapping[str, RunConfig] = NONE
    seeds: int = 0
    reported: Mapping[int, float] = NONE
    strings: Mapping[int, str] = NONE
    places: Mapping[str, tuple[str, str]] = NONE
    has_claims: bool = True


def _reported(preset: str) -> dict[int, float]:
    return {step: loss for step, loss in enumerate(PRESETS[preset].reference) if loss is not None}


def _of(preset: str) -> RunConfig:
    return PRESETS[preset].config


FAR_BACK = RunConfig(text="hello pytorch. how long", hidden_size=16, learning_rate=0.01, steps=100)

EXPERIMENTS: dict[str, Experiment] = {
    "hihello": Experiment(
        "N0",
        N_("hihello: context decides"),
        N_(
            "After h comes i the first time and e the second, so the letter alone is not enough. The notes' "
            "network has no output layer: its five units, each between -1 and 1, are themselves the scores of "
            "the five letters."
        ),
        _of("hihello-notes"),
        {
            N_("as in the notes"): _of("hihello-notes"),
            N_("with an output layer"): _of("hihello-notes").replace(head="linear"),
        },
        30,
        _reported("hihello-notes"),
        dict(enumerate(("iiiiii", "ioiioo", "ilelio", "elelll", "elelll", "elello", "elello"))) | {-1: "ilello"},
        {
            N_("Watch it get solved, then lost"): ("live", _of("hihello-notes").to_url()),
            N_("Erase the memory before the second h"): (
                "memory",
                _of("hihello-notes").replace(head="linear").to_url() + "&erase=2",
            ),
        },
    ),
    "shapes": Experiment(
        "N1",
        N_("A cell and the shapes of its output"),
        N_(
            "One letter out of four, as a one-hot row, goes into a cell with two units, and two numbers come "
            "out; then a word of five letters, then three words at once. The hidden size is free: it does not "
            "depend on the alphabet."
        ),
        places={
            N_("One letter"): ("shapes", "page_text=h&letters=helo&page_hidden=2"),
            N_("One word"): ("shapes", "page_text=hello&page_hidden=2"),
            N_("Three words, with quizzes"): ("shapes", "page_text=hello%0Aeolll%0Alleel&page_hidden=2"),
        },
    ),
    "charseq": Experiment(
        "N1",
        N_("if you want you: an LSTM learns a sentence"),
        N_(
            "Ten units, ten characters, an output layer. Two of the fifteen letters need memory; the rest "
            "follow from the letter before. The notes trained it with TensorFlow, which initializes the "
            "weights differently."
        ),
        _of("if-you-want-you"),
        {
            N_("PyTorch's initial weights"): _of("if-you-want-you"),
            N_("TensorFlow's initial weights"): _of("if-you-want-you").replace(init="glorot"),
            N_("the same, forget bias 1"): _of("if-you-want-you").replace(init="glorot", forget_bias=1.0),
        },
        100,
        _reported("if-you-want-you"),
        {3: "y yuu ya t yuu", 5: "y you watt you", 6: "y you want you", 7: "yf you want you", 8: "if you want you"},
        {
            N_("Watch it next to the notes' curve"): ("live", _of("if-you-want-you").to_url()),
            N_("Look at its gates"): ("cell", _of("if-you-want-you").to_url()),
        },
    ),
    "sentence": Experiment(
        "N2",
        N_("How long can a cell remember?"),
        N_(
            "A whole sentence memorized: 49 time steps, one-hot rows in and out, squared error. Start and end "
            "have symbols of their own, so the network can begin by itself and knows when to stop."
        ),
        _of("sentence"),
        {N_("as in the notes"): _of("sentence")},
        8,
        _reported("sentence"),
        {},
        {
            N_("Watch it"): ("live", _of("sentence").to_url()),
            N_("Let it write by itself"): ("generate", _of("sentence").to_url()),
            N_("Gradients at each time step"): ("gradients", _of("sentence").to_url()),
        },
    ),
    "numpy": Experiment(
        "N3",
        N_("hello in plain numpy"),
        N_(
            "Forward pass, loss and gradients by hand, weights drawn by numpy. A network without memory "
            "cannot learn even this word: after the first l comes l, after the second comes o."
        ),
        _of("hello-numpy"),
        {
            N_("as in the notes"): _of("hello-numpy"),
            N_("no memory"): RunConfig(text="hello", cell_type="memoryless", learning_rate=0.1, steps=200),
        },
        30,
        _reported("hello-numpy"),
        {},
        {
            N_("Watch it"): ("live", _of("hello-numpy").to_url()),
            N_("Watch a network without memory get stuck"): (
                "live",
                RunConfig(text="hello", cell_type="memoryless", learning_rate=0.1, steps=200).to_url(),
            ),
            N_("Every number of one time step"): ("cell", _of("hello-numpy").to_url()),
        },
    ),
    "order": Experiment(
        "N4",
        N_("TRIANGLE, INTEGRAL: order is meaning"),
        N_(
            "The same eight letters in another order are another word. To predict the next letter, each word "
            "alone needs no memory, because every letter occurs only once. The two together do."
        ),
        _of("triangle-integral"),
        {
            "RNN": _of("triangle-integral"),
            N_("no memory"): _of("triangle-integral").replace(cell_type="memoryless", hidden_size=8),
        },
        30,
        places={
            N_("Watch both at once"): ("live", _of("triangle-integral").to_url()),
            N_("One answer at the end: which word is it?"): ("order", ""),
            N_("Five ways to read and to answer"): ("shapes", ""),
        },
    ),
    "vanishing": Experiment(
        "N4",
        N_("Why gradients vanish"),
        N_(
            "Going back through time, the gradient is multiplied once per letter by tanh', which is at most "
            "1, and by the recurrent weights. The notes' remedy is the LSTM, which adds a cell state."
        ),
        FAR_BACK,
        places={
            N_("RNN, LSTM, GRU side by side"): ("gradients", FAR_BACK.to_url()),
            N_("Which cell is better, over many seeds?"): ("compare", ""),
        },
    ),
    "vectors": Experiment(
        "N4",
        N_("Letters and words as vectors"),
        N_(
            "One-hot rows are all at right angles: no word is similar to another, and a new word makes every "
            "row longer. Learned vectors are short, and words used in similar contexts become similar."
        ),
        places={
            N_("CBOW and skip-gram"): ("embeddings", ""),
            N_("The letters of a run"): ("embeddings", "what=letters"),
        },
    ),
    "shakespeare": Experiment(
        "N4",
        N_("How real can it look?"),
        N_(
            "RNN, LSTM and GRU on the plays of Shakespeare. The sample in the notes comes from a large "
            "network that was trained for hours; a small one learns letters, words and the characters' names "
            "within a minute."
        ),
        places={
            N_("Choose Shakespeare as a long text"): ("live", ""),
            N_("What a unit knows"): ("units", ""),
            N_("With the true text, and with its own letters"): ("generate", ""),
        },
        has_claims=False,
    ),
}
