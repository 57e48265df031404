"""Embeddings: letters and words as vectors, from one-hot to likeness."""

from charviz.ui import address, analysis, vectors
from charviz.ui.text import _

config = analysis.opened(
    _("Embeddings"), _("How do letters and words become numbers, and what do the numbers know?"), vectors.OPTIONS
)
if vectors.what() == "words":
    if task := vectors.words():
        vectors.picture(config, "words", 0, *task)
        analysis.code(vectors.script(task[0]))
else:
    vectors.picture(config, "letters", analysis.last_step(config), {}, vectors.letters(config))
address.write(config, vectors.OPTIONS)
