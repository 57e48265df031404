"""A run as one HTML file with the player inside, which can be opened anywhere: it needs no server, no network and no other file."""

import gzip
import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from html import escape

from charviz import i18n
from charviz.config import RunConfig
from charviz.config.fields import label_of, ranges
from charviz.config.forks import NET
from charviz.i18n import N_, fill
from charviz.nn.cell_types import NAMES
from charviz.paths import ASSETS
from charviz.player import bundle
from charviz.player.run_packets import run_packets
from charviz.player.view_packet import training, view
from charviz.runs.run import Run
from charviz.text.wording import translator

TITLE = 80  # characters
SPEED = 4  # steps a second, at first
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
AGAIN = N_("The same run in charviz: open it with ?{query} after its URL.")
SETTINGS = N_("Settings")
BACK = N_("Back to the run of this file")
CHANGED = ("hidden_size", "learning_rate", "steps", "seed")  # beside the text
ENGINE = ASSETS / "engine" / "engine.wasm"
PLAYER = "player/html_file"  # the module that starts the player in such a file
PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<header><h1>{heading}</h1>{form}{sentences}<details><summary>{settings}</summary>{listed}</details></header>
<main id="player"></main>
{parts}
<script type="module">
{script}</script>
</body>
</html>
"""


def report(run: Run, language: str = "en") -> bytes:
    """The file in a language: what the run is, the player with all its records, and its settings."""
    _ = translator(i18n.catalogue(language).gettext, run.config.tokenize)
    return PAGE.format(
        language=escape(language),
        title=escape(" · ".join(_title(run.config))),
        heading=_heading(run.config),
        form=_form(run.config, _),
        sentences="".join(f"<p>{escape(sentence)}</p>" for sentence in _sentences(run, _)),
        settings=escape(_(SETTINGS)),
        listed=_settings(run.config, _),
        style=bundle.style(PLAYER),
        parts="\n".join(_part(name, content) for name, content in _parts(run, language).items()),
        script=bundle.script(PLAYER).replace("</script", "<\\/script"),
    ).encode()


def _parts(run: Run, language: str) -> dict[str, bytes]:
    """What the scripts find in the file, by the ids of its elements: the run's packets, and what others can be trained with."""
    config = run.config.replace(steps=max(len(run) - 1, 1))
    options = {"hide": ["fork", "beside", "link"], "offline": True, "complete": True, "speed": SPEED, "autoplay": False}
    parts = {"charviz-packets": view(config, options, language)[1] + run_packets(run)}
    if training(run.config):
        parts["charviz-engine"] = ENGINE.read_bytes()
    return {name: gzip.compress(part, mtime=0) for name, part in parts.items()}


def _part(name: str, content: bytes) -> str:
    """Bytes as an element that no browser runs."""
    return f'<script type="application/octet-stream" id="{name}">{b64encode(content).decode()}</script>'


def _heading(config: RunConfig) -> str:
    text, cell = map(escape, _title(config))
    return f"<span>{text}</span> · {cell}"


def _form(config: RunConfig, _: Callable[[str], str]) -> str:
    """The settings that can be changed in the file: its classes are those of the live page, whose script moves them, too."""
    if not training(config):
        return ""
    stateless = config.cell_type == "memoryless" or config.head == "none"
    words = (
        f'<textarea name="text" rows="1" aria-label="{escape(_(label_of("text")))}">{escape(config.text)}</textarea>'
    )
    numbers = [_number(config, name, _) for name in CHANGED if not (stateless and name == "hidden_size")]
    inside = "".join([words, *numbers, f'<button type="reset">{escape(_(BACK))}</button>'])
    limits = escape(json.dumps(ranges()))
    keys = "st-key-settings st-key-setting-text"
    return f'<form class="{keys}" data-numbers="{limits}"><fieldset disabled>{inside}</fieldset></form>'


def _number(config: RunConfig, name: str, _: Callable[[str], str]) -> str:
    """A number with its label, by which it is dragged."""
    limits = ranges()[name]
    ends = f'min="{limits["least"]}" max="{limits["most"]}" step="{1 if limits["whole"] else "any"}"'
    label = f'<span data-testid="stWidgetLabel"><p>{escape(_(label_of(name)))}</p></span>'
    written = f'<input type="number" name="{name}" value="{getattr(config, name)}" {ends}>'
    return f'<label class="st-key-setting-{name}" data-testid="stNumberInput">{label}{written}</label>'


def _title(config: RunConfig) -> tuple[str, str]:
    """What it reads, and its cell."""
    text = config.corpus or " / ".join(config.text.splitlines())
    return text if len(text) <= TITLE else text[: TITLE - 1] + "…", NAMES.get(config.cell_type, config.cell_type)


def _sentences(run: Run, _: Callable[[str], str]) -> Iterator[str]:
    """What this is, and how it ended."""
    config, last = run.config, run.record()
    plain, long = config.cell_type == "memoryless", config.window is not None
    what = (SAYS_LONG_PLAIN if plain else SAYS_LONG) if long else SAYS_PLAIN if plain else SAYS
    facts = {"cell": NAMES.get(config.cell_type, ""), "units": config.hidden_size, "steps": f"{last.step:,}"}
    facts["share"] = _percent(last.accuracy)
    if long:
        facts["unseen"] = _percent(run.unseen().accuracy)
    yield fill(_(what), **facts)
    if run.diverged:
        yield _(DIVERGED)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _settings(config: RunConfig, _: Callable[[str], str]) -> str:
    """Every setting that the run has, and its address; of a run that was trained elsewhere, those of its network."""
    trained_here, left_out = config.training == "charviz", {"text"} if config.corpus else {"corpus"}
    names = RunConfig.model_fields.keys() - {"training"} if trained_here else {"text", "alphabet", "training", *NET}
    rows = [(label_of(name), getattr(config, name)) for name in RunConfig.model_fields if name in names - left_out]
    listed = "".join(
        f"<dt>{escape(_(label))}</dt><dd>{escape(str(value))}</dd>"
        for label, value in rows
        if value not in (None, False)
    )
    again = f"<p>{escape(fill(_(AGAIN), query=config.to_url()))}</p>" if trained_here else ""
    return f"<dl>{listed}</dl>{again}"
