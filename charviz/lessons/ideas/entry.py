"""What an entry of the list of all ideas is."""

from dataclasses import dataclass

from charviz.i18n import N_
from charviz.lessons.ideas.links import Link

KINDS = {"idea": N_("Ideas"), "mistake": N_("Common mistakes"), "slip": N_("Errors in the notes")}
THEMES = {
    "text": N_("Text and numbers"),
    "order": N_("Order and memory"),
    "cell": N_("One cell, one time step"),
    "gates": N_("Gates"),
    "shapes": N_("Shapes and layers"),
    "learning": N_("Loss and training"),
    "time": N_("Back through time"),
    "writing": N_("Generating text"),
    "vectors": N_("Letters and words as vectors"),
    "comparing": N_("Which is better?"),
}


@dataclass(frozen=True)
class Quiz:
    """A question with choices; answer: the place of the right one; why: one sentence."""

    question: str
    choices: tuple[str, ...]
    answer: int
    why: str


@dataclass(frozen=True)
class Idea:
    """An idea of the notes, a common mistake, or a slip of the notes, in sentences that wait for translation.

    kind, theme: names in KINDS and THEMES; number: within its kind; notes: where it comes from, as N0 N3, or nothing;
    so: what is so; said: what students think or the notes say, and is not so; places: where it is shown.
    """

    kind: str
    number: int
    theme: str
    notes: str
    so: str
    said: str = ""
    places: tuple[Link, ...] = ()
    quiz: Quiz | None = None


def concept(number: int, theme: str, notes: str, so: str, *links: Link, quiz: Quiz | None = None) -> Idea:
    """An idea of the notes."""
    return Idea("idea", number, theme, notes, so, "", links, quiz)


def mistake(number: int, theme: str, so: str, said: str, *links: Link, quiz: Quiz | None = None) -> Idea:
    """What students often think, and what is so."""
    return Idea("mistake", number, theme, "", so, said, links, quiz)


def erratum(number: int, theme: str, notes: str, so: str, said: str, *links: Link, quiz: Quiz | None = None) -> Idea:
    """What the notes say, and what is so."""
    return Idea("slip", number, theme, notes, so, said, links, quiz)
