"""What `cv.watch` costs a loop of one's own: the same steps with a watcher and without."""

import torch
from torch import nn
from torch.nn import functional

import charviz as cv
from benchmarks.timing import side_by_side

STEPS, HIDDEN, BATCH, TIMES = 40, 128, 32, 64
SYMBOLS = "abcdefghijklmnopqrstuvwxyz .,!?"


class Loop:
    """A model as tutorials write it, and its training loop; text: on which it is watched, if it is."""

    def __init__(self, kind: type[nn.RNNBase], text: str | None = None) -> None:
        torch.manual_seed(0)
        size = len(SYMBOLS)
        rnn, head = kind(HIDDEN, HIDDEN, batch_first=True), nn.Linear(HIDDEN, size)
        self.model = nn.ModuleDict({"embedding": nn.Embedding(size, HIDDEN), "rnn": rnn, "head": head})
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.002)
        self.ids = torch.randint(size, (BATCH, TIMES + 1))
        if text:
            self.watcher = cv.watch(self.model, self.optimizer, text=text, symbols=SYMBOLS)

    def run(self) -> None:
        embedding, rnn, head = self.model.values()
        for _ in range(STEPS):
            outputs = head(rnn(embedding(self.ids[:, :-1]))[0])
            loss = functional.cross_entropy(outputs.flatten(0, 1), self.ids[:, 1:].flatten())
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()


def table() -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    for kind in (nn.RNN, nn.LSTM, nn.GRU):
        watched, bare = Loop(kind, "hello world, can you see me?"), Loop(kind)
        ratio, _, step = side_by_side(watched.run, bare.run)
        what = f"watched / bare step, H {HIDDEN}, {kind.__name__}"
        print(f"{what:38}{ratio:>10.3f}{'≤ 1.03':>11}   ({step / STEPS * 1e3:.1f} ms a bare step)")
    torch.set_num_threads(threads)
