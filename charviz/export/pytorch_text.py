"""The lines of plain PyTorch that read a run's text, the same pieces of it at each step."""

from collections.abc import Mapping

from charviz.config import RunConfig
from charviz.config.run_config import HELD_OUT
from charviz.text.tokens import BYTE_ORDER_MARK


def text_files(config: RunConfig) -> dict[str, str]:
    """The long texts that the run's program reads: corpus -> the file's name, the run's own first."""
    corpora = dict.fromkeys(run.corpus for run in config.lineage if run.corpus)
    return {corpus: f"text{at or ''}.txt" for at, corpus in enumerate(corpora)}


def data(config: RunConfig, files: Mapping[str, str], parent: RunConfig | None = None) -> list[str]:
    """What the steps read; of a fork what is different from its parent's, and what follows from that."""
    parts, known = _parts(config, files), [] if parent is None else _parts(parent, files)
    first = next((place for place, part in enumerate(parts) if part not in known), len(parts))
    return [line for part in parts[first:] for line in part]


def _parts(config: RunConfig, files: Mapping[str, str]) -> list[list[str]]:
    if config.window is None:
        return [text(config)]
    return [_long_text(config, files), _lines(config) if config.in_lines else _windows(config)]


def _long_text(config: RunConfig, files: Mapping[str, str]) -> list[str]:
    """A text of which every step reads other pieces, as ids."""
    if config.corpus:
        lines = [
            "import unicodedata",
            "import numpy",
            "",
            f"with open({files[config.corpus]!r}, encoding='utf-8') as file:  # the long text: {config.corpus}",
            f"    text = unicodedata.normalize('NFC', file.read().replace({BYTE_ORDER_MARK!r}, ''))",
        ]
    else:
        lines = ["import numpy", "", f"text = {config.text!r}"]
    lines = [*lines, "place = {symbol: index for index, symbol in enumerate(symbols)}"]
    if config.tokenize == "characters" and max(map(len, config.vocabulary.symbols)) == 1:
        return [*lines, _ids(config, "letter")]
    what, note = ("letter", "what a reader counts as one letter may be several code points")
    if config.tokenize == "words":
        what, note = ("word", "the longest one that fits; between them is white space")
    return [
        *lines,
        "sizes = sorted({len(symbol) for symbol in symbols}, reverse=True)",
        "",
        f"def {what}s(text):  # {note}",
        "    at = 0",
        "    while at < len(text):",
        *(_WORD if config.tokenize == "words" else _LETTER),
        "",
        _ids(config, what, f"{what}s"),
    ]


def _ids(config: RunConfig, what: str, cut: str = "") -> str:
    """The line that makes numbers of the whole text, or of each line with the line breaks around it; cut: what divides it."""
    read = r"'\n' + line + '\n'" if config.in_lines else "text"
    ids = f"[place[{what}] for {what} in {f'{cut}({read})' if cut else read}]"
    return rf"lines = [{ids} for line in text.split('\n')]" if config.in_lines else f"ids = numpy.array({ids})"


_LETTER = [
    "        letter = next(text[at : at + size] for size in sizes if text[at : at + size] in place)",
    "        yield letter",
    "        at += len(letter)",
]
_WORD = [
    "        word = next((text[at : at + size] for size in sizes if text[at : at + size] in place), '')",
    "        if word:",
    "            yield word",
    "        at += len(word) or 1",
]


def _windows(config: RunConfig) -> list[str]:
    """The pieces that a step reads."""
    count, length = config.batch_shape
    kept = max(config.length // HELD_OUT, length + 1)
    return [
        f"learned = ids[:-{kept}]  # the rest is held out",
        "",
        "def read(step):",
        f"    random = numpy.random.Generator(numpy.random.Philox(key={config.seed}, counter=[0, 0, 0, step]))",
        f"    starts = random.integers(0, len(learned) - {length}, {count})",
        f"    rows = torch.from_numpy(learned[starts[:, None] + numpy.arange({length + 1})])",
        "    return rows[:, :-1], rows[:, 1:]",
    ]


def _lines(config: RunConfig) -> list[str]:
    """The lines that a step reads."""
    count, length = config.batch_shape
    return [
        "lines = [line for line in lines if len(line) > 2]  # the others are blank",
        "learned = numpy.random.Generator(numpy.random.Philox(key=0)).permutation(len(lines))",
        f"learned = sorted(learned[max(len(lines) // {HELD_OUT}, 1):])  # the other lines are held out",
        "",
        "def read(step):",
        f"    random = numpy.random.Generator(numpy.random.Philox(key={config.seed}, counter=[0, 0, 0, step]))",
        f"    drawn = random.integers(0, len(learned), {count})",
        f"    rows = [torch.tensor(lines[learned[at]][:{length + 1}]) for at in drawn]",
        "    pad = torch.nn.utils.rnn.pad_sequence  # -1: nothing to say",
        "    inputs = pad([row[:-1] for row in rows], batch_first=True)",
        "    return inputs, pad([row[1:] for row in rows], batch_first=True, padding_value=-1)",
    ]


def text(config: RunConfig) -> list[str]:
    """A text that every step reads whole, as `inputs` and `targets`; of a long text the one that is shown."""
    padded = "  # -1: nothing to say" if (config.batch.targets < 0).any() else ""
    return [
        f"inputs = torch.tensor({config.batch.inputs.tolist()})",
        f"targets = torch.tensor({config.batch.targets.tolist()}){padded}",
    ]
