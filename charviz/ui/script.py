"""Show me the code: the few lines of plain PyTorch that make a run, for a page to add its own lines to."""

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
    lines.append(f"rnn = torch.nn.{NAMES[config.cell_type]}({width}, {config.hidden_size}{layers}, batch_first=True)")
    if config.head == "linear":
        lines.append(f"head = torch.nn.Linear({config.hidden_size}, {size})")
    else:
        lines.append("head = torch.nn.Identity()")
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


def training(config: RunConfig) -> list[str]:
    """The loop that makes the run; of a fork, first the one that leads to its beginning."""
    modules = ["rnn", "head"] if config.encoding == "one-hot" else ["embedding", "rnn", "head"]
    parameters = ", ".join(f"*{module}.parameters()" for module in modules)
    made = f"optimizer = torch.optim.{OPTIMIZERS[config.optimizer]}([{parameters}], lr={config.learning_rate})"
    lines = [made] if config.origin is None else _until_the_fork(config, made)
    clip = f"    torch.nn.utils.clip_grad_norm_([{parameters}], {config.clip_norm})"
    return [
        *lines,
        "",
        f"for step in range({config.steps}):",
        *(["    inputs, targets = read(step)"] if config.window else []),
        f"    y = head(rnn({encoded(config)})[0])",
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


def _forget_bias(config: RunConfig, more: float) -> list[str]:
    return [
        "with torch.no_grad():",
        f"    for layer in range({config.num_layers}):  # the gates stand in the order i, f, g, o",
        f"        getattr(rnn, f'bias_ih_l{{layer}}')[{config.hidden_size}:{2 * config.hidden_size}] += {more}",
    ]


def _loss(config: RunConfig) -> list[str]:
    if config.loss == "cross-entropy":
        return ["    loss = torch.nn.functional.cross_entropy(y.flatten(0, 1), targets.flatten(), ignore_index=-1)"]
    return [
        f"    wanted = torch.nn.functional.one_hot(targets.clamp(min=0), {len(config.vocabulary)})",
        "    loss = ((y - wanted).square().mean(dim=-1) * (targets >= 0)).sum() / len(targets)",
    ]
