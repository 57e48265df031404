"""Everything that is to be learned here: ideas, common mistakes, errors in the notes, and where each is shown."""

from charviz.lessons.ideas.cells import CELLS
from charviz.lessons.ideas.errata import ERRATA
from charviz.lessons.ideas.mistakes import MISTAKES
from charviz.lessons.ideas.texts import TEXTS
from charviz.lessons.ideas.training import TRAINING
from charviz.lessons.ideas.uses import USES

CONCEPTS = sorted((*TEXTS, *CELLS, *TRAINING, *USES), key=lambda idea: idea.number)  # in the order of the notes
ALL = (*CONCEPTS, *MISTAKES, *ERRATA)
