"""A run in a notebook: its HTML file as a frame of the cell's output, which needs no server and no network."""

from html import escape

from charviz import arguments
from charviz.errors import ConfigError
from charviz.export.html_report import report
from charviz.i18n import LANGUAGES, N_
from charviz.runs.run import Run

HEIGHT = (200, 4000)  # pixels of a picture in a notebook


def check_shown(height: int, language: str) -> None:
    """ConfigError if a picture cannot have this height, or this language."""
    arguments.one_of("language", language, LANGUAGES)
    arguments.integer("height", height, *HEIGHT)


def frame(run: Run, height: int, language: str) -> str:
    """An element that holds the whole file, in a document of its own: no style or name of the notebook reaches it."""
    page = escape(report(run, language).decode(), quote=True)
    return f'<div><iframe srcdoc="{page}" style="width: 100%; height: {height}px; border: 0"></iframe></div>'


def show(run: Run, height: int, language: str) -> None:
    """Displays it below the cell that runs."""
    check_shown(height, language)
    try:
        from IPython.display import HTML, display
    except ImportError:
        raise ConfigError(
            N_(
                "a run is shown in a notebook, and IPython is not installed here; use run.to_html(path), and open that file."
            )
        ) from None
    display(HTML(frame(run, height, language)))
