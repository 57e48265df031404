"""What a link in the list of ideas is called: the page, and in words what its address shows there."""

from collections.abc import Iterator
from urllib.parse import parse_qsl

from charviz.config.presets import PRESETS
from charviz.config.query_string import by_url_key
from charviz.i18n import N_, fill
from charviz.lessons.experiments import EXPERIMENTS
from charviz.lessons.ideas.links import Link
from charviz.nn.cell_types import NAMES
from charviz.ui.shell.locale import _

MOST = 2  # things that a title tells beside its page
SHORT = 20  # letters of a text
TITLES = {
    "live": N_("Watch it learn"),
    "text": N_("From text to numbers"),
    "memory": N_("Memory"),
    "cell": N_("Inside a cell"),
    "units": N_("What a unit knows"),
    "gradients": N_("Gradients through time"),
    "shapes": N_("Shapes"),
    "order": N_("Order matters"),
    "compare": N_("Compare"),
    "generate": N_("Generate"),
    "embeddings": N_("Embeddings"),
    "notes": N_("The notes"),
    "ideas": N_("All ideas"),
}
TEXTS = ("text", "page_text", "q")  # keys of an address whose values are told as they are
# Key, or key=value, of an address -> what it shows there; the first ones are told first, and what is not here is not told.
SHOWN = {
    "corpus=shakespeare": "Shakespeare",
    "show=shares": N_("the share of each time step"),
    "show=triangle": N_("triangle"),
    "vary=hidden_size": N_("over hidden sizes"),
    "vary=learning_rate": N_("over learning rates"),
    "values=rnn, memoryless": N_("with and without memory"),
    "erase": N_("erased before t = {value}"),
    "start=noise": N_("starting with noise"),
    "start=end": N_("starting with the end of the text"),
    "same_letter": N_("one letter at two time steps"),
    "pin_forget": N_("forget gate held at {value}"),
    "pin_input": N_("input gate held at {value}"),
    "pin_output": N_("output gate held at {value}"),
    "part=cell_state": N_("the cell state"),
    "part=forget": N_("the forget gate"),
    "part=input": N_("the input gate"),
    "part=output": N_("the output gate"),
    "part=update": N_("the update gate"),
    "gru_convention=slides": N_("z as on the slides"),
    "layer=1": N_("the upper layer"),
    "unit": N_("unit {value}"),
    "t": N_("at t = {value}"),
    "step=0": N_("untrained"),
    "step": N_("at step {value}"),
    "shift=0": N_("a copy"),
    "shift=2": N_("two letters ahead"),
    "order=fixed": N_("a fixed alphabet"),
    "order=sorted": N_("sorted symbols"),
    "batch_first=false": N_("letters before words"),
    "page_head=false": N_("without output layer"),
    "head=none": N_("without output layer"),
    "page_layers": N_("{value} layers"),
    "layers": N_("{value} layers"),
    "page_hidden=3": N_("{value} units"),
    "temp": N_("temperature {value}"),
    "prompt": N_("starting with {value}"),
    "length": N_("{value} characters"),
    "what=letters": N_("letters of the run"),
    "what=words": N_("words of sentences"),
    "model=cbow": "CBOW",
    "window=1": N_("one word on each side"),
    "bias": N_("forget bias {value}"),
    "clip": N_("clipped at {value}"),
    "lr": N_("learning rate {value}"),
    "loss=mse": N_("squared error"),
    "enc=embedding": N_("learned vectors"),
    "boundary_tokens=true": N_("start and end tokens"),
    "cell=memoryless": N_("no memory"),
    "cell": "{value}",
    "seeds": N_("{value} seeds"),
    "seed": N_("seed {value}"),
    "hidden": N_("{value} units"),
}


def title(place: Link) -> str:
    """The page, and what is seen there."""
    told = list(_contents(place))[:MOST]
    return f"{_(TITLES[place.page])}: {', '.join(told)}" if told else _(TITLES[place.page])


def _contents(place: Link) -> Iterator[str]:
    query = dict(parse_qsl(place.query, keep_blank_values=True))
    if preset := _preset(query):
        yield _(PRESETS[preset].title)
        query = {key: value for key, value in query.items() if key not in by_url_key(PRESETS[preset].config.changed())}
    if card := query.get("experiment"):
        yield _(EXPERIMENTS[card].title).split(":")[0]
    yield from (_short(query[key]) for key in TEXTS if key in query)
    for name, words in SHOWN.items():
        key, _equals, wanted = name.partition("=")
        if (value := query.get(key)) is not None and wanted in ("", value):
            yield fill(_(words), value=NAMES.get(value, value))
            del query[key]


def _preset(query: dict[str, str]) -> str | None:
    """The preset whose run an address names."""
    runs = {
        name: {key: str(value) for key, value in by_url_key(preset.config.changed()).items()}
        for name, preset in PRESETS.items()
    }
    return next((name for name, run in runs.items() if run and run.items() <= query.items()), None)


def _short(text: str) -> str:
    """A text in quotes, on one line."""
    lines = ", ".join(text.split("\n"))
    lines = lines if lines == lines.strip() else lines.replace(" ", "␣")
    return f"“{lines if len(lines) <= SHORT else lines[: SHORT - 2] + '…'}”"
