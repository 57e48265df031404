"""The lines of plain PyTorch that make a run's network, with the very weights that charviz draws."""

from charviz.config import RunConfig
from charviz.nn.cell_types import NAMES


def net(config: RunConfig) -> list[str]:
    """The modules `embedding`, `rnn` and `head`, with their first weights."""
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
        lines += forget_bias(config, config.forget_bias)
    return lines


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


def forget_bias(config: RunConfig, more: float) -> list[str]:
    """Adds to the forget gate's bias."""
    return [
        "with torch.no_grad():",
        f"    for layer in range({config.num_layers}):  # the gates stand in the order i, f, g, o",
        f"        getattr(rnn, f'bias_ih_l{{layer}}')[{config.hidden_size}:{2 * config.hidden_size}] += {more}",
    ]
