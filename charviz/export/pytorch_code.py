"""The lines of plain PyTorch that make a run, with the same losses: for a page to add its own to, or to take home."""

import json
from collections.abc import Mapping
from typing import Any

from charviz.config import RunConfig
from charviz.config.run_config import HELD_OUT
from charviz.config.validation import check_trained_here
from charviz.nn.cell_types import NAMES
from charviz.text.vocabulary import BYTE_ORDER_MARK

OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop"}


def texts(config: RunConfig) -> dict[str, str]:
    """The long texts that the run's program reads: corpus -> the file's name, the run's own first."""
    corpora = dict.fromkeys(run.corpus for run in config.lineage if run.corpus)
    return {corpus: f"text{at or ''}.txt" for at, corpus in enumerate(corpora)}


def setup(config: RunConfig) -> list[str]:
    """The net before its first step, as `embedding`, `rnn`, `head`, and the text as `inputs`, `targets`: (B, T)."""
    (*_forks, first), files = config.lineage, texts(config)
    return [*_net(first), f"symbols = {list(first.vocabulary.symbols)}", *_data(first, files)]


def _net(config: RunConfig) -> list[str]:
    size, embedded = len(config.vocabulary), config.encoding == "embedding"
    width = config.embedding_size if embedded else size
    layers = f", num_layers={config.num_layers}" if config.num_layers > 1 else ""
    lines = ["import torch", "", f"torch.manual_seed({config.seed})"]
    if embedded:
        lines.append(f"embedding = torch.nn.Embedding({size}, {width})")
    if config.cell_type in NAMES:
        lines.append(
            f"rnn = torch.nn.{NAMES[config.cell_type]}({width}, {config.hidden_size}{layers}, batch_first=True)"
        )
        width = config.hidden_size
    if config.head == "linear":
        lines.append(f"head = torch.nn.Linear({width}, {size})")
    else:
        lines.append("head = torch.nn.Identity()")
    if config.init == "numpy":
        lines += _drawn_by_numpy(config)
    if config.init == "glorot":
        lines += _glorot(config)
    if config.forget_bias:
        lines += _forget_bias(config, config.forget_bias)
    return lines


def _data(config: RunConfig, files: Mapping[str, str], parent: RunConfig | None = None) -> list[str]:
    """What the steps read; of a fork what is different from its parent's, and what follows from that."""
    parts, known = _parts(config, files), [] if parent is None else _parts(parent, files)
    first = next((place for place, part in enumerate(parts) if part not in known), len(parts))
    return [line for part in parts[first:] for line in part]


def _parts(config: RunConfig, files: Mapping[str, str]) -> list[list[str]]:
    return [_long_text(config, files), _windows(config)] if config.window else [_text(config)]


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
    if max(map(len, config.vocabulary.symbols)) == 1:
        return [*lines, "ids = numpy.array([place[letter] for letter in text])"]
    return [
        *lines,
        "sizes = sorted({len(symbol) for symbol in symbols}, reverse=True)",
        "",
        "def letters(text):  # what a reader counts as one letter may be several code points",
        "    at = 0",
        "    while at < len(text):",
        "        letter = next(text[at : at + size] for size in sizes if text[at : at + size] in place)",
        "        yield letter",
        "        at += len(letter)",
        "",
        "ids = numpy.array([place[letter] for letter in letters(text)])",
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


def _text(config: RunConfig) -> list[str]:
    padded = "  # -1: nothing to say" if (config.batch.targets < 0).any() else ""
    return [
        f"inputs = torch.tensor({config.batch.inputs.tolist()})",
        f"targets = torch.tensor({config.batch.targets.tolist()}){padded}",
    ]


def encoded(config: RunConfig) -> str:
    """What the rnn reads."""
    if config.encoding == "embedding":
        return "embedding(inputs)"
    return f"torch.nn.functional.one_hot(inputs, {len(config.vocabulary)}).float()"


def said(config: RunConfig) -> str:
    """What the net says: the output layer of what the rnn, where there is one, makes of what it reads."""
    return f"head(rnn({encoded(config)})[0])" if config.cell_type in NAMES else f"head({encoded(config)})"


def whole(config: RunConfig) -> str:
    """A program that trains the run, runnable without charviz, and prints each step's loss; then what the net says."""
    check_trained_here(config)
    lines = training(config)
    place = _last(lines, "    optimizer.zero_grad()")
    return "\n".join(
        [
            '"""' + f"Trains a character model, as charviz does: {config.steps} steps." + '"""',
            "",
            *_any_terminal(config),
            *setup(config),
            "",
            *lines[:place],
            "    print(step, loss.item())",
            *lines[place:],
            "",
            "with torch.no_grad():",
            f"    y = {said(config)}",
            "for row, wanted in zip(y.argmax(dim=-1), targets):",
            "    print(''.join(symbols[index] for index in row[wanted >= 0]))",
            "",
        ]
    )


def _any_terminal(config: RunConfig) -> list[str]:
    """A terminal, or a file in an old encoding, may lack the text's letters: then they are written as numbers."""
    if "".join(config.vocabulary.symbols).isascii():
        return []
    return [
        "import sys",
        "",
        "if hasattr(sys.stdout, 'reconfigure'):",
        "    sys.stdout.reconfigure(errors='backslashreplace')  # letters that this terminal lacks",
        "",
    ]


def notebook(config: RunConfig) -> str:
    """The same as a Jupyter notebook: the net, the training with its curve, what it says."""
    check_trained_here(config)
    lines = training(config)
    place = _last(lines, "    optimizer.zero_grad()")
    cells = [
        (
            "markdown",
            [f"# A character model, step by step\nThe run is `{config.to_url() or 'the default'}` of charviz."],
        ),
        ("code", setup(config)),
        ("code", ["losses = []", *lines[:place], "    losses.append(loss.item())", *lines[place:]]),
        ("code", ["import matplotlib.pyplot as plt", "", "plt.plot(losses)", "plt.xlabel('training step')"]),
        (
            "code",
            [
                "with torch.no_grad():",
                f"    y = {said(config)}",
                "for row, wanted in zip(y.argmax(dim=-1), targets):",
                "    print(''.join(symbols[index] for index in row[wanted >= 0]))",
            ],
        ),
    ]
    more: dict[str, dict[str, Any]] = {"code": {"outputs": [], "execution_count": None}, "markdown": {}}
    told = [
        {"cell_type": kind, "id": f"cell-{at}", "metadata": {}, "source": "\n".join(source), **more[kind]}
        for at, (kind, source) in enumerate(cells)
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps(
        {"cells": told, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False, indent=1
    )


def _last(lines: list[str], line: str) -> int:
    """Where a line stands for the last time: in the run's own loop, not in that of the run it is forked from."""
    return len(lines) - 1 - lines[::-1].index(line)


def training(config: RunConfig) -> list[str]:
    """The loop that makes the run; of a fork, first the one that leads to its beginning. None of weights from elsewhere."""
    if config.training == "elsewhere":
        return ["# it was trained elsewhere: load its own weights into the modules above"]
    lines = [*_begun(config, texts(config)), *_loop(config, config.steps)]
    return [*lines, *(["", *_text(config)] if config.window else [])]


def _begun(config: RunConfig, files: Mapping[str, str]) -> list[str]:
    """The optimizer of the first step; of a fork, the original up to there, and what is different from there on."""
    made = f"optimizer = torch.optim.{OPTIMIZERS[config.optimizer]}([{_parameters(config)}], lr={config.learning_rate})"
    if config.origin is None:
        return [made]
    parent, step = config.origin
    lines = [*_begun(parent, files), *(_loop(parent, step) if step else [])]
    lines += ["", "# from here on the fork goes its own way", *_data(config, files, parent)]
    if more := config.forget_bias - parent.forget_bias:
        lines += _forget_bias(config, more)
    same = config.optimizer == parent.optimizer
    return [*lines, f"optimizer.param_groups[0]['lr'] = {config.learning_rate}" if same else made]


def _loop(config: RunConfig, steps: int) -> list[str]:
    clip = f"    torch.nn.utils.clip_grad_norm_([{_parameters(config)}], {config.clip_norm})"
    before = _steps_before(config)
    return [
        "",
        f"for step in range({steps}):",
        *([f"    inputs, targets = read({f'{before} + ' if before else ''}step)"] if config.window else []),
        f"    y = {said(config)}",
        *_loss(config),
        "    optimizer.zero_grad()",
        "    loss.backward()",
        *([clip] if config.clip_norm is not None else []),
        "    optimizer.step()",
    ]


def _steps_before(config: RunConfig) -> int:
    """How many steps the optimizer has made before the run's first: a fork that keeps it goes on counting."""
    if config.origin is None or config.origin[0].optimizer != config.optimizer:
        return 0
    parent, step = config.origin
    return _steps_before(parent) + step


def _parameters(config: RunConfig) -> str:
    modules = [
        *(["embedding"] if config.encoding == "embedding" else []),
        *(["rnn"] if config.cell_type in NAMES else []),
        "head",
    ]
    return ", ".join(f"*{module}.parameters()" for module in modules)


def _drawn_by_numpy(config: RunConfig) -> list[str]:
    """The first weights as a lesson in plain numpy draws them; each bias is one number for all units."""
    size, hidden = len(config.vocabulary), config.hidden_size
    return [
        "import numpy",
        "",
        f"draw = numpy.random.RandomState({config.seed})",
        f"w_xh, w_hh, b_h = draw.randn({size}, {hidden}), draw.randn({hidden}, {hidden}), draw.randn(1, 1)",
        f"w_y, b_y = draw.randn({hidden}, {size}), draw.randn(1, 1)",
        "with torch.no_grad():",
        "    rnn.weight_ih_l0.copy_(torch.tensor(w_xh.T))",
        "    rnn.weight_hh_l0.copy_(torch.tensor(w_hh.T))",
        "    rnn.bias_ih_l0.fill_(b_h.item())",
        "    rnn.bias_hh_l0.zero_()",
        "    head.weight.copy_(torch.tensor(w_y.T))",
        "    head.bias.fill_(b_y.item())",
    ]


def _glorot(config: RunConfig) -> list[str]:
    """The first weights by Glorot & Bengio 2010, a layer's two matrices as one; biases 0."""
    lines = ["with torch.no_grad():  # Glorot & Bengio 2010, the two matrices of a layer as one"]
    if config.cell_type in NAMES:
        lines += [
            f"    for layer in range({config.num_layers}):",
            "        w_ih, w_hh = (getattr(rnn, f'weight_{part}_l{layer}') for part in ('ih', 'hh'))",
            "        bound = (6 / (w_ih.shape[1] + w_hh.shape[1] + len(w_ih))) ** 0.5",
            "        w_ih.uniform_(-bound, bound)",
            "        w_hh.uniform_(-bound, bound)",
            "        getattr(rnn, f'bias_ih_l{layer}').zero_()",
            "        getattr(rnn, f'bias_hh_l{layer}').zero_()",
        ]
    if config.head == "linear":
        lines += [
            "    bound = (6 / sum(head.weight.shape)) ** 0.5",
            "    head.weight.uniform_(-bound, bound)",
            "    head.bias.zero_()",
        ]
    return lines


def _forget_bias(config: RunConfig, more: float) -> list[str]:
    return [
        "with torch.no_grad():",
        f"    for layer in range({config.num_layers}):  # the gates stand in the order i, f, g, o",
        f"        getattr(rnn, f'bias_ih_l{{layer}}')[{config.hidden_size}:{2 * config.hidden_size}] += {more}",
    ]


def _loss(config: RunConfig) -> list[str]:
    if config.loss == "cross-entropy":
        note = "    # logits go in as they are, without softmax; targets are indices, not one-hot"
        return [
            note,
            "    loss = torch.nn.functional.cross_entropy(y.flatten(0, 1), targets.flatten(), ignore_index=-1)",
        ]
    return [
        f"    wanted = torch.nn.functional.one_hot(targets.clamp(min=0), {len(config.vocabulary)})",
        "    loss = ((y - wanted).square().mean(dim=-1) * (targets >= 0)).sum() / len(targets)",
    ]
