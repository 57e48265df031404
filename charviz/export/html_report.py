"""A run as one HTML page that can be read anywhere: it needs no server, no network and no other file."""

from collections.abc import Callable, Iterator
from html import escape

import plotly.graph_objects as go

from charviz import i18n
from charviz.config import RunConfig
from charviz.config.fields import label_of
from charviz.figures import film, gates, predictions
from charviz.figures.theme import FONT
from charviz.i18n import N_, fill, translate_all
from charviz.nn.cell_types import NAMES
from charviz.runs.run import Run

STILL = 50_000  # numbers of a still picture; a larger one would make the page heavy, and could not be read
TIMES = 200  # columns of it
TITLE = 80  # characters
SAYS = N_(
    "{cell} with {units} units learned to predict the next letter of a text. After {steps} steps it predicts "
    "{share} of it correctly."
)
SAYS_PLAIN = N_(
    "A network without memory learned to predict the next letter of a text. After {steps} steps it predicts "
    "{share} of it correctly."
)
SAYS_LONG = N_(
    "{cell} with {units} units learned to predict the next letter of a long text. After {steps} steps it "
    "predicts {share} of the piece shown here correctly, and {unseen} of the held-out text."
)
SAYS_LONG_PLAIN = N_(
    "A network without memory learned to predict the next letter of a long text. After {steps} steps it "
    "predicts {share} of the piece shown here correctly, and {unseen} of the held-out text."
)
DIVERGED = N_("It ended there: the next loss was no longer a number, because the learning rate is too high.")
HOW = N_(
    "Press Play, or move the slider: the letters, the probabilities and the hidden state are those of that training step."
)
PART = N_("The pictures show the first {count} letters.")
AGAIN = N_("The same run in charviz: open it with ?{query} after its URL.")
HISTORY, GATES, SETTINGS = N_("Its predictions, step by step"), N_("The gates, after training"), N_("Settings")
STYLE = f"""
:root {{ color-scheme: light; }}
body {{ max-width: 1040px; margin: 0 auto; padding: 16px; color: #1A1A1A; background: #fff; font: 16px/1.5 {FONT}; }}
h1 {{ margin: 0 0 4px; font-size: 28px; overflow-wrap: anywhere; }}
h2 {{ margin: 32px 0 0; font-size: 20px; }}
p {{ margin: 0 0 8px; max-width: 46em; overflow-wrap: anywhere; }}
dl {{ display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 20px; margin: 8px 0 24px; }}
dt {{ color: #595959; }}
dd {{ margin: 0; overflow-wrap: anywhere; white-space: pre-wrap; }}
"""
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>{style}</style>
</head>
<body>{body}</body>
</html>
"""


def report(run: Run, language: str = "en") -> bytes:
    """The page in a language: what the run is, a film of its training, what it said, its gates and its settings."""
    _ = i18n.catalogue(language).gettext
    data = film.film_data(run)
    title = escape(_title(run.config))
    parts = [f"<h1>{title}</h1>", *_sentences(run, len(data.inputs), _)]
    parts += _drawn(film.plot_film(data, labels=translate_all(film.LABELS, _)), first=True)
    for heading, figure in _stills(run, _):
        parts += [f"<h2>{escape(_(heading))}</h2>", *_drawn(figure)]
    parts += [f"<h2>{escape(_(SETTINGS))}</h2>", _settings(run.config, _)]
    return PAGE.format(language=escape(language), title=title, style=STYLE, body="".join(parts)).encode()


def _title(config: RunConfig) -> str:
    text = config.corpus or " / ".join(config.text.splitlines())
    return (
        f"{text if len(text) <= TITLE else text[: TITLE - 1] + '…'} · {NAMES.get(config.cell_type, config.cell_type)}"
    )


def _sentences(run: Run, shown: int, _: Callable[[str], str]) -> Iterator[str]:
    """What this is, how it is read, and where it comes from."""
    config, last = run.config, run.record()
    plain, long = config.cell_type == "memoryless", config.window is not None
    what = (SAYS_LONG_PLAIN if plain else SAYS_LONG) if long else SAYS_PLAIN if plain else SAYS
    facts = {"cell": NAMES.get(config.cell_type, ""), "units": config.hidden_size, "steps": f"{last.step:,}"}
    facts["share"] = _percent(last.accuracy)
    if long:
        facts["unseen"] = _percent(run.unseen().accuracy)
    sentences = [fill(_(what), **facts), *([_(DIVERGED)] if run.diverged else []), _(HOW)]
    if shown < int(config.batch.mask.sum()):
        sentences.append(fill(_(PART), count=shown))
    yield from (f"<p>{escape(sentence)}</p>" for sentence in sentences)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _stills(run: Run, _: Callable[[str], str]) -> Iterator[tuple[str, go.Figure]]:
    """What it said at its turns, and its gates in the end; not of long texts."""
    times = int(run.config.batch.mask.sum())
    if times <= TIMES:
        data = predictions.predictions_data(run)
        yield HISTORY, predictions.plot_predictions(data, labels=translate_all(predictions.LABELS, _))
    last = gates.gates_data(run)
    if last.gates and times <= TIMES and sum(values.size for values in last.gates.values()) <= STILL:
        yield GATES, gates.plot_gates(last, labels=translate_all(gates.LABELS, _))


def _settings(config: RunConfig, _: Callable[[str], str]) -> str:
    """Every setting that the run has, and its address."""
    left_out = {"text"} if config.corpus else {"corpus"}
    rows = [(label_of(name), getattr(config, name)) for name in RunConfig.model_fields if name not in left_out]
    listed = "".join(
        f"<dt>{escape(_(label))}</dt><dd>{escape(str(value))}</dd>"
        for label, value in rows
        if value not in (None, False)
    )
    return f"<dl>{listed}</dl><p>{escape(fill(_(AGAIN), query=config.to_url()))}</p>"


def _drawn(figure: go.Figure, *, first: bool = False) -> list[str]:
    """A figure's HTML; the first brings Plotly along for all."""
    settings = {"displaylogo": False, "responsive": True, "modeBarButtonsToRemove": ["select2d", "lasso2d"]}
    return [figure.to_html(settings, auto_play=False, include_plotlyjs=first, full_html=False)]
