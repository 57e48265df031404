"""Embeddings: letters and words as vectors, from one-hot to likeness."""

from charviz.i18n import N_
from charviz.ui.pages import embeddings, run_page
from charviz.ui.shell import page_frame, url_state

config = run_page.open_page(
    N_("Embeddings"),
    N_("How do letters and words become numbers, and what do the numbers capture?"),
    embeddings.OPTIONS,
)
with page_frame.row("embeddings"):
    of_words = embeddings.subject() == "words"
    task = embeddings.word_controls() if of_words else ({}, embeddings.letter_controls(config))
if of_words and task:
    embeddings.picture(config, "words", 0, *task)
    run_page.code_expander(embeddings.script(task[0]))
elif task:
    embeddings.picture(config, "letters", run_page.last_step(config), *task)
url_state.write(config, embeddings.OPTIONS)
