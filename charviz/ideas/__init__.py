"""Everything that is to be learned here: ideas, common mistakes, slips of the notes, and where each is shown."""

from charviz.ideas.concepts import IDEAS
from charviz.ideas.mistakes import MISTAKES
from charviz.ideas.slips import SLIPS

ALL = (*IDEAS, *MISTAKES, *SLIPS)
