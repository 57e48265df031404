"""The guided tour: ten steps through the real pages, for a first lesson of fifteen minutes.

A step is a question with two page states: what its page shows before the question is answered, and after.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from charviz.config import RunConfig
from charviz.config.presets import PRESETS
from charviz.config.query_string import by_url_key
from charviz.i18n import N_


@dataclass(frozen=True)
class Play:
    """How the player of the live page goes: it begins `at` a step and rests at step `to`; speed in steps a second, or max."""

    at: int = 0
    to: int | None = None
    speed: int | str = 4


@dataclass(frozen=True)
class Link:
    """A state of a page: the run, what the page's address tells beside it, and how the player goes."""

    config: RunConfig = RunConfig()
    options: Mapping[str, str] = field(default_factory=dict)
    play: Play = Play()

    @property
    def query(self) -> dict[str, str]:
        """As its address tells it."""
        return {**self.options, **by_url_key(self.config.changed())}


@dataclass(frozen=True)
class Step:
    """page: a file of pages/; goal: what the step is for; right: the place of the right choice.

    What is to be read is marked for translation.
    """

    page: str
    title: str
    goal: str
    setup: str
    question: str
    choices: tuple[str, ...]
    right: int
    explanation: str
    before: Link
    after: Link


MEMORYLESS = RunConfig(cell_type="memoryless", learning_rate=0.1, steps=500)
RNN = RunConfig()
HEADLESS = PRESETS["hihello-notes"].config
LSTM = RunConfig(cell_type="lstm", learning_rate=0.05)
ABC = RunConfig(text="abcabC" * 4, alphabet="Cabc", hidden_size=3, learning_rate=0.1, steps=600)

STEPS = (
    Step(
        "live",
        N_("A text and its pairs"),
        N_("See which pairs the network learns from, and how many of them a network without memory can get right."),
        N_(
            "The network reads *hihello* letter by letter and predicts the next letter, six times. This one "
            "has no memory: it sees one letter, and none of those before it."
        ),
        N_("How many of the six can it get right at most?"),
        (N_("6, with enough training"), "4", N_("1, it can only guess")),
        1,
        N_(
            "h is followed by i and by e, l by l and by o: it must get one of each pair wrong. So 4 of 6 is "
            "the best score, and 0.462 the lowest possible loss. These dashed lines are the **limit without "
            "memory**."
        ),
        Link(MEMORYLESS, play=Play(0, 0)),
        Link(MEMORYLESS, play=Play(0, 60, 20)),
    ),
    Step(
        "live",
        N_("Stuck at the dashed line"),
        N_("Find out whether more training, or a larger network, can replace memory."),
        N_("The same network at step 60: 4 of 6, and a loss just above the dashed line. Now it continues to step 500."),
        N_("What would bring it below the line?"),
        (N_("eight times the training"), N_("a larger network"), N_("neither of them")),
        2,
        N_(
            "At step 500 it still has 4 of 6: the loss settles on the line and never crosses it. More "
            "training and a larger network do not help, because the answer is not in the letter that it sees. "
            "It needs a **memory**."
        ),
        Link(MEMORYLESS, play=Play(60, 60)),
        Link(MEMORYLESS, play=Play(60, 500, "max")),
    ),
    Step(
        "live",
        N_("An RNN learns it, slowly"),
        N_("Watch the probability of each letter as a network with memory learns."),
        N_(
            "Now an RNN: it carries eight numbers, its memory, from letter to letter. It learns slowly, so "
            "that we can watch, and pauses at step 15."
        ),
        N_("Which letter will still be wrong at step 15?"),
        (
            N_("the i, after the first h"),
            N_("the second l, as l comes twice"),
            N_("the o, as it is the last"),
        ),
        0,
        N_(
            "It predicts *ehello*: 5 of 6, so it has begun to remember. But at the first h it is undecided "
            "between i (26 %) and e (28 %): it cannot yet tell which h this is. Each letter has a "
            "**probability**; the largest is the prediction."
        ),
        Link(RNN, play=Play(0, 0)),
        Link(RNN, play=Play(0, 15)),
    ),
    Step(
        "live",
        N_("Solved: it remembers"),
        N_("See from the loss that a network remembers."),
        N_("The same run continues from step 15. Watch the first letter, and the loss as it reaches the dashed line."),
        N_("What does a loss below the line prove?"),
        (N_("nothing, it is just a low loss"), N_("it remembers"), N_("it will soon be 0")),
        1,
        N_(
            "At step 18 all six are right, and at step 20 the loss is below 0.462. No network without memory "
            "can do either, so it uses what it has read before. That is the proof of **memory**."
        ),
        Link(RNN, play=Play(15, 15)),
        Link(RNN, play=Play(15, 24, 1)),
    ),
    Step(
        "memory",
        N_("Two h, two states"),
        N_("See the hidden state: what differs when the same letter is read twice."),
        N_(
            "Each column shows what the network remembers at that time step: eight numbers. It reads h twice, "
            "at t = 0 and t = 2. At step 0 it is still untrained and predicts the same for both."
        ),
        N_("After training, it predicts i after the first h and e after the second. What will be different there?"),
        (N_("the weights at that time step"), N_("what it remembers"), N_("the letter itself")),
        1,
        N_(
            "The letter and the weights are the same both times; the columns are not, because i comes before "
            "the second h. Such a column is the **hidden state**; the table compares the two."
        ),
        Link(RNN, {"step": "0"}),
        Link(RNN),
    ),
    Step(
        "memory",
        N_("Erase the memory"),
        N_("Distinguish what was learned, the weights, from what was read, the hidden state."),
        N_(
            "Now we erase the memory just before the second h: all its numbers become 0, as before the first "
            "letter. The weights do not change."
        ),
        N_("What will it predict after the second h?"),
        (N_("e, as it has learned"), "i", N_("a random letter")),
        1,
        N_(
            "The letter is the same, and the memory is as empty as at the first h, so it must predict the "
            "same. What it has learned (the **weights**) is still there; what it had just read (the hidden "
            "state) is gone."
        ),
        Link(RNN),
        Link(RNN, {"erase": "2"}),
    ),
    Step(
        "live",
        N_("Solved, then lost"),
        N_("Learn why the loss and the number of right letters are two different things."),
        N_(
            "A run from the lecture notes, without an output layer: its hidden state is the output. At step 8 "
            "it predicts *ihello*, all correct. It continues to step 40."
        ),
        N_("The loss keeps falling. What will the letters do?"),
        (N_("stay right, a lower loss is better"), N_("become wrong again"), N_("nothing, training has ended")),
        1,
        N_(
            "From step 12 on it predicts *ilello*, for good, although the loss keeps falling: it does not "
            "count mistakes. Outputs between −1 and 1 cannot get it below 0.433. What is missing is an "
            "**output layer**."
        ),
        Link(HEADLESS, play=Play(8, 8)),
        Link(HEADLESS, play=Play(8, 40)),
    ),
    Step(
        "memory",
        N_("A gate of an LSTM"),
        N_("Hold a gate at 1, and see what a gate does."),
        N_(
            "An LSTM has learned *hihello*. At each letter its forget gate multiplies what each unit remembers by a "
            "number between 0 and 1. We hold it at 1."
        ),
        N_("What will a forget gate of 1 do?"),
        (N_("forget everything"), N_("keep everything"), N_("nothing, 1 is normal")),
        1,
        N_(
            "1 means keep, 0 means forget. It keeps everything that it has read, cannot let go of it, and "
            "predicts e to the end. Try 0: Controls, Hold a gate. A number that lets memory through or not is "
            "a **gate**."
        ),
        Link(LSTM),
        Link(LSTM, {"pin_forget": "1"}),
    ),
    Step(
        "compare",
        N_("Is LSTM better?"),
        N_("Compare networks over many seeds before saying which is better."),
        N_(
            "On *hihello* the RNN wins, as these 64 seeds of each network show. The next text is abcabC four "
            "times, with three units and 30 seeds: the last two letters do not tell where C must come."
        ),
        N_("Which one will solve it for the most seeds?"),
        (N_("the RNN again"), N_("the LSTM"), N_("all three equally often")),
        1,
        N_(
            "RNN 14 of 30, GRU 24, LSTM 30: the RNN won on *hihello* and comes last here. So it depends on "
            "the text. And one run proves nothing: it has one **seed**, which determines its random initial "
            "weights."
        ),
        Link(RNN, {"seeds": "64"}),
        Link(ABC, {"values": "rnn, gru, lstm", "seeds": "30"}),
    ),
    Step(
        "generate",
        N_("It writes by itself"),
        N_("Let the network read its own letters, and raise the temperature."),
        N_(
            "Now it reads its own letters, not ours: it begins with h and always takes the most likely "
            "letter. After six letters the text is over. It continues to 40."
        ),
        N_("What will come after *hihello*?"),
        (N_("nothing, it stops"), N_("a loop"), N_("new words")),
        1,
        N_(
            "It never learned where to stop, and returns to the same states: a loop. Raise the "
            "**temperature** to 1.5: it draws at random, and leaves the loop. Take it home: the URL is the "
            "save file, and the code is below."
        ),
        Link(RNN, {"length": "6"}),
        Link(RNN),
    ),
)


def number_of(text: str) -> int:
    """Reads the number of a step; ValueError where there is none."""
    number = int(text)
    if not 1 <= number <= len(STEPS):
        raise ValueError(text)
    return number
