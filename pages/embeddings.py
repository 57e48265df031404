"""Embeddings: letters and words as vectors, from one-hot to likeness."""

from charviz.ui import address, analysis, frame, vectors
from charviz.ui.text import _

config = analysis.opened(
    _("Embeddings"), _("How do letters and words become numbers, and what do the numbers know?"), vectors.OPTIONS
)
with frame.row("embeddings"):
    of_words = vectors.what() == "words"
    task = vectors.words() if of_words else ({}, vectors.letters(config))
if of_words and task:
    vectors.picture(config, "words", 0, *task)
    analysis.code(vectors.script(task[0]))
elif task:
    vectors.picture(config, "letters", analysis.last_step(config), *task)
address.write(config, vectors.OPTIONS)
