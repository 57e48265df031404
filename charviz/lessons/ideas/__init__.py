"""Everything that is to be learned here: ideas, common mistakes, slips of the notes, and where each is shown."""

from charviz.lessons.ideas.concepts import IDEAS
from charviz.lessons.ideas.errata import ERRATA
from charviz.lessons.ideas.mistakes import MISTAKES

ALL = (*IDEAS, *MISTAKES, *ERRATA)
