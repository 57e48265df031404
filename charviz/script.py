"""The lines of plain PyTorch that make a run, with the same losses: for a page to add its own to, or to take home."""

import json

from charviz.cell_types import NAMES
from charviz.config import HELD_OUT, RunConfig

OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop"}


def setup(config: RunConfig) -> list[str]:
    """The net before its first step, as `embedding`, `rnn`, `head`, and the text as `inputs`, `targets`: (B, T)."""
    if config.origin is not None:
        return setup(config.origin[0])
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
    return [
        *lines,
        f"symbols = {list(config.vocabulary.symbols)}",
        *(_windows(config) if config.window else _text(config)),
    ]


def _windows(config: RunConfig) -> list[str]:
    """A long text, of which every step reads other pieces."""
    kept = max(config.length // HELD_OUT, config.window + 1)
    return [
        "import numpy",
        "",
        "with open('text.txt', encoding='utf-8') as file:  # the long text",
        "    text = file.read()",
        "ids = numpy.array([symbols.index(letter) for letter in text])",
        f"ids = ids[:-{kept}]  # the rest is held out",
        "",
        "def read(step):",
        f"    random = numpy.random.Generator(numpy.random.Philox(key={config.seed}, counter=[0, 0, 0, step]))",
        f"    starts = random.integers(0, len(ids) - {config.window}, {config.batch_size})",
        f"    rows = torch.from_numpy(ids[starts[:, None] + numpy.arange({config.window + 1})])",
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
    lines = training(config)
    place = _last(lines, "    optimizer.zero_grad()")
    return "\n".join(
        [
            '"""' + f"Trains a character model, as charviz does: {config.steps} steps." + '"""',
            "",
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


def notebook(config: RunConfig) -> str:
    """The same as a Jupyter notebook: the net, the training with its curve, what it says."""
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
    more = {"code": {"outputs": [], "execution_count": None}, "markdown": {}}
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
    """The loop that makes the run; of a fork, first the one that leads to its beginning."""
    modules = [
        *(["embedding"] if config.encoding == "embedding" else []),
        *(["rnn"] if config.cell_type in NAMES else []),
        "head",
    ]
    parameters = ", ".join(f"*{module}.parameters()" for module in modules)
    made = f"optimizer = torch.optim.{OPTIMIZERS[config.optimizer]}([{parameters}], lr={config.learning_rate})"
    lines = [made] if config.origin is None else _until_the_fork(config, made)
    clip = f"    torch.nn.utils.clip_grad_norm_([{parameters}], {config.clip_norm})"
    return [
        *lines,
        "",
        f"for step in range({config.steps}):",
        *(["    inputs, targets = read(step)"] if config.window else []),
        f"    y = {said(config)}",
        *_loss(config),
        "    optimizer.zero_grad()",
        "    loss.backward()",
        *([clip] if config.clip_norm is not None else []),
        "    optimizer.step()",
        *(["", *_text(config)] if config.window else []),
    ]


def _until_the_fork(config: RunConfig, made: str) -> list[str]:
    """The original up to the fork, and what is different from there on."""
    parent, step = config.origin
    lines = training(parent.replace(steps=step)) if step else training(parent)[:1]
    lines += ["", "# from here on the fork goes its own way"]
    if config.batch.inputs.tolist() != parent.batch.inputs.tolist():
        lines += _text(config)
    if more := config.forget_bias - parent.forget_bias:
        lines += _forget_bias(config, more)
    same = config.optimizer == parent.optimizer
    return [*lines, f"optimizer.param_groups[0]['lr'] = {config.learning_rate}" if same else made]


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
