"""Everything that is to be learned here: ideas, common mistakes, errors in the notes, and where each is shown."""

from charviz.lessons.ideas.errata import ERRATA
from charviz.lessons.ideas.mistakes import MISTAKES
from charviz.lessons.ideas.network import NETWORK
from charviz.lessons.ideas.training import TRAINING

ALL = (*NETWORK, *TRAINING, *MISTAKES, *ERRATA)
