"""What Streamlit and Plotly say by themselves, in English alone: the browser puts the page's language in its place."""

from charviz.translation import LANGUAGES, N_, catalogue
from charviz.ui import component
from charviz.ui.text import language

WORDS = (
    N_("App pages"),
    N_("Skip to main content"),
    N_("Copy to clipboard"),
    N_("Help for {label}"),
    N_("Increment"),
    N_("Decrement"),
    N_("Open"),
    N_("Clear value"),
    N_("Choose an option"),
    N_("No results"),
    N_("Press Enter to apply"),
    N_("Press Ctrl+Enter to apply"),
    N_("Press ⌘+Enter to apply"),
    N_("Upload"),
    N_("Drag and drop a file here"),
    N_("{size} per file"),
    N_("Fullscreen"),
    N_("Close fullscreen"),
    N_("Dice"),
    N_("Shortcut {key}"),
    N_("Download plot as a PNG"),
    N_("Download plot"),
    N_("Zoom"),
    N_("Pan"),
    N_("Zoom in"),
    N_("Zoom out"),
    N_("Autoscale"),
    N_("Reset axes"),
)
NAMELESS = {"casino icon": "Dice"}  # what it calls a button that has nothing but an icon


def speak() -> None:
    """Tells the browser the page's language, and the words in it."""
    mine, others = language(), [code for code in LANGUAGES if code != language()]
    words = {catalogue(code).gettext(word): catalogue(mine).gettext(word) for code in others for word in WORDS}
    words |= {called: catalogue(mine).gettext(word) for called, word in NAMELESS.items()}
    component.mount("frame", "frame", {"language": mine, "words": words}, back=lambda: None)
