"""Which cell writes the better Shakespeare, with as many units or as many weights: `python -m benchmarks.long_text`, minutes."""

import time

import torch

from charviz import RunConfig
from charviz.engines.windows import Windows, ids_of
from charviz.nn.model import CharModel
from charviz.nn.parameters import count, unpack, weight_shapes
from charviz.runs.training import Trainer

NETS = (
    ("rnn", 128),
    ("gru", 128),
    ("lstm", 128),
    ("rnn", 268),
    ("gru", 150),
)  # the last two have as many weights as the LSTM
STEPS = 2000


def main() -> None:
    print(f"{'cell':6}{'units':>6}{'weights':>9}{'engine':>18}{'steps/s':>9}{'held out':>10}{'whole tenth':>13}")
    for cell_type, hidden_size in NETS:
        net = {"cell_type": cell_type, "hidden_size": hidden_size, "learning_rate": 0.005, "steps": STEPS}
        row(RunConfig(corpus="shakespeare", window=64, batch_size=32, **net))


def row(config: RunConfig) -> None:
    trainer, spent = Trainer(config), 0.0
    while trainer.step < config.steps:
        began = time.perf_counter()
        trainer.advance(50)
        spent += time.perf_counter() - began
    run = trainer.run
    size = f"{config.cell_type:6}{config.hidden_size:>6}{count(config):>9,}{trainer.engine.name:>18}"
    print(f"{size}{config.steps / spent:>9.1f}{run.held_out[-1]:>10.3f}{whole_tenth(run):>13.3f}")
    print("    " + run.sample("\n", 300, 0.7).strip().replace("\n", "\n    ") + "\n", flush=True)


@torch.no_grad()
def whole_tenth(run) -> float:
    """Nats per character over all that is held out, read through once, the state carried on."""
    config = run.config
    model = CharModel(config)
    model.load_state_dict(unpack(torch.tensor(run.flat_weights([config.steps])[0]), weight_shapes(config)))
    ids, state, total = torch.from_numpy(Windows(config).held_out), None, 0.0
    for begin in range(0, len(ids) - 1, 5000):
        piece = ids[begin : begin + 5001]
        outputs, state = model.follow(model.encode(piece[None, :-1]), state)
        total += torch.nn.functional.cross_entropy(outputs[0], piece[1:], reduction="sum").item()
    return total / (len(ids_of(config)) // 10 - 1)


if __name__ == "__main__":
    main()
