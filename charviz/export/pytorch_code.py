"""The lines of plain PyTorch that make a run, with the same losses: for a page to add its own to, or to take home."""

from collections.abc import Mapping

from charviz.config import RunConfig
from charviz.config.validation import check_trained_here
from charviz.export.pytorch_net import forget_bias, net
from charviz.export.pytorch_text import data, text, text_files
from charviz.nn.cell_types import NAMES

OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop"}


def setup(config: RunConfig) -> list[str]:
    """The net before its first step, as `embedding`, `rnn`, `head`, and the text as `inputs`, `targets`: (B, T)."""
    (*_forks, first), files = config.lineage, text_files(config)
    return [*net(first), f"symbols = {list(first.vocabulary.symbols)}", *data(first, files)]


def between(config: RunConfig) -> str:
    """What is printed between two symbols."""
    return " " if config.tokenize == "words" else ""


def encoded(config: RunConfig) -> str:
    """What the rnn reads."""
    if config.encoding == "embedding":
        return "embedding(inputs)"
    return f"torch.nn.functional.one_hot(inputs, {len(config.vocabulary)}).float()"


def outputs(config: RunConfig) -> str:
    """What the net predicts: the output layer of what the rnn, where there is one, makes of what it reads."""
    return f"head(rnn({encoded(config)})[0])" if config.cell_type in NAMES else f"head({encoded(config)})"


def script(config: RunConfig) -> str:
    """A program that trains the run, runnable without charviz, and prints each step's loss; then what the net predicts."""
    check_trained_here(config)
    return "\n".join(
        [
            '"""' + f"Trains a {kind(config)} model, as charviz does: {config.steps} steps." + '"""',
            "",
            *_any_terminal(config),
            *setup(config),
            "",
            *training_with(config, "    print(step, loss.item())"),
            "",
            *prediction(config),
            "",
        ]
    )


def kind(config: RunConfig) -> str:
    """What it is a model of."""
    return "word" if config.tokenize == "words" else "character"


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


def training_with(config: RunConfig, line: str) -> list[str]:
    """The training, with one more line after each loss: in the run's own loop, not in that of the run it is forked from."""
    lines = training(config)
    place = len(lines) - 1 - lines[::-1].index("    optimizer.zero_grad()")
    return [*lines[:place], line, *lines[place:]]


def prediction(config: RunConfig) -> list[str]:
    """The lines that print what the net predicts."""
    return [
        "with torch.no_grad():",
        f"    y = {outputs(config)}",
        "for row, wanted in zip(y.argmax(dim=-1), targets):",
        f"    print({between(config)!r}.join(symbols[index] for index in row[wanted >= 0]))",
    ]


def training(config: RunConfig) -> list[str]:
    """The loop that makes the run; of a fork, first the one that leads to its beginning. None of weights from elsewhere."""
    if config.training == "elsewhere":
        return ["# it was trained elsewhere: load its own weights into the modules above"]
    lines = [*_optimizer(config, text_files(config)), *_loop(config, config.steps)]
    return [*lines, *(["", *text(config)] if config.window else [])]


def _optimizer(config: RunConfig, files: Mapping[str, str]) -> list[str]:
    """The optimizer of the first step; of a fork, the original up to there, and what is different from there on."""
    made = f"optimizer = torch.optim.{OPTIMIZERS[config.optimizer]}([{_parameters(config)}], lr={config.learning_rate})"
    if config.origin is None:
        return [made]
    parent, step = config.origin
    lines = [*_optimizer(parent, files), *(_loop(parent, step) if step else [])]
    lines += ["", "# from here on the fork goes its own way", *data(config, files, parent)]
    if more := config.forget_bias - parent.forget_bias:
        lines += forget_bias(config, more)
    same = config.optimizer == parent.optimizer
    return [*lines, f"optimizer.param_groups[0]['lr'] = {config.learning_rate}" if same else made]


def _loop(config: RunConfig, steps: int) -> list[str]:
    clip = f"    torch.nn.utils.clip_grad_norm_([{_parameters(config)}], {config.clip_norm})"
    before = config.steps_before
    return [
        "",
        f"for step in range({steps}):",
        *([f"    inputs, targets = read({f'{before} + ' if before else ''}step)"] if config.window else []),
        f"    y = {outputs(config)}",
        *_loss(config),
        "    optimizer.zero_grad()",
        "    loss.backward()",
        *([clip] if config.clip_norm is not None else []),
        "    optimizer.step()",
    ]


def _parameters(config: RunConfig) -> str:
    modules = [
        *(["embedding"] if config.encoding == "embedding" else []),
        *(["rnn"] if config.cell_type in NAMES else []),
        "head",
    ]
    return ", ".join(f"*{module}.parameters()" for module in modules)


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
