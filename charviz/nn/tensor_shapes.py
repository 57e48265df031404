"""The shape of every tensor on the way from words to predictions, the parameters between them, and torch code for both."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from charviz.errors import ConfigError, quote
from charviz.i18n import N_, Name
from charviz.nn.cell_types import GATE_COUNT, NAMES
from charviz.text.tokens import graphemes
from charviz.text.vocabulary import Vocabulary

WORDS, LETTERS = 8, 12  # maximum number of words, and of letters per word
LIMITS = {
    Name("hidden_size", N_("Hidden size H")): (1, 16),
    Name("num_layers", N_("Layers L")): (1, 4),
    Name("embedding_size", N_("Embedding E (0: one-hot)")): (0, 8),
}


class Tensor(NamedTuple):
    """axes: a letter for each: B words, T letters of the longest, V symbols, E or H numbers, L layers; shape: their sizes."""

    name: str
    axes: str
    shape: tuple[int, ...]


class Parameters(NamedTuple):
    """A weight or bias: its name in torch, its shape, and how many numbers it has."""

    name: str
    shape: tuple[int, ...]
    size: int


@dataclass(frozen=True)
class Shapes:
    """Words and a net. embedding_size: 0 for one-hot; head: whether a linear layer turns H into V; alphabet: the symbols,
    where there are more than those of the words.

    Raises ConfigError for no words, too many or too long ones, or sizes out of range.
    """

    words: tuple[str, ...]
    cell_type: str = "rnn"
    hidden_size: int = 2
    num_layers: int = 1
    embedding_size: int = 0
    batch_first: bool = True
    head: bool = True
    alphabet: str = ""

    def __post_init__(self) -> None:
        if not 1 <= len(self.words) <= WORDS:
            raise ConfigError(
                N_("there are {found} words; {least} to {most} can be shown, one per line."),
                found=len(self.words),
                least=1,
                most=WORDS,
            )
        if long := [word for word in self.words if not 1 <= len(graphemes(word)) <= LETTERS]:
            raise ConfigError(
                N_("{word} has {found} letters; {least} to {most} can be shown."),
                word=quote(long[0]),
                found=len(graphemes(long[0])),
                least=1,
                most=LETTERS,
            )
        for name, (least, most) in LIMITS.items():
            if not least <= (found := getattr(self, name.code)) <= most:
                raise ConfigError(
                    N_("{name} is {found}; {least} to {most} are allowed."),
                    name=name,
                    found=found,
                    least=least,
                    most=most,
                )
        if self.cell_type not in GATE_COUNT:
            raise ConfigError(N_("cell_type is {found}; allowed: 'rnn', 'lstm', 'gru'."), found=quote(self.cell_type))
        if len(self.alphabet) > 200:
            raise ConfigError(
                N_("alphabet has {found} characters; at most {most} are allowed."), found=len(self.alphabet), most=200
            )
        self.vocabulary  # noqa: B018  the alphabet must hold every letter

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The alphabet, or the symbols of the words in order of first appearance."""
        return Vocabulary.of(self.words, self.alphabet or None)

    @cached_property
    def ids(self) -> list[list[int]]:
        """(B, T), the symbols of each word; a word that is shorter than the longest is filled up with 0."""
        rows = [self.vocabulary.encode(word).tolist() for word in self.words]
        return [row + [0] * (self.sizes["T"] - len(row)) for row in rows]

    @cached_property
    def lengths(self) -> list[int]:
        """The letters of each word."""
        return [len(graphemes(word)) for word in self.words]

    @cached_property
    def sizes(self) -> dict[str, int]:
        """Axis -> its size; E is V where letters are one-hot."""
        size = len(self.vocabulary)
        width = self.embedding_size or size
        return {
            "B": len(self.words),
            "T": max(self.lengths),
            "V": size,
            "E": width,
            "H": self.hidden_size,
            "L": self.num_layers,
        }

    @property
    def tensors(self) -> tuple[Tensor, ...]:
        """In the order of the way: ids, x, output, h_n, c_n (LSTM), y (head), prediction."""
        outer = "BT" if self.batch_first else "TB"
        names = {"ids": "BT", "x": outer + ("E" if self.embedding_size else "V"), "output": outer + "H", "h_n": "LBH"}
        if self.cell_type == "lstm":
            names["c_n"] = "LBH"
        if self.head:
            names |= {"y": outer + "V", "prediction": outer}
        return tuple(Tensor(name, axes, tuple(self.sizes[axis] for axis in axes)) for name, axes in names.items())

    def tensor(self, name: str) -> Tensor:
        """One of `tensors` by its name."""
        return next(tensor for tensor in self.tensors if tensor.name == name)

    @property
    def parameters(self) -> tuple[Parameters, ...]:
        """All weights and biases, by torch's names; none of them depends on T or B."""
        v, h, width = self.sizes["V"], self.hidden_size, self.sizes["E"]
        rows = GATE_COUNT[self.cell_type] * h
        shapes: dict[str, tuple[int, ...]] = {"embedding.weight": (v, width)} if self.embedding_size else {}
        for layer in range(self.num_layers):
            shapes |= {f"rnn.weight_ih_l{layer}": (rows, h if layer else width), f"rnn.weight_hh_l{layer}": (rows, h)}
            shapes |= {f"rnn.bias_ih_l{layer}": (rows,), f"rnn.bias_hh_l{layer}": (rows,)}
        if self.head:
            shapes |= {"head.weight": (v, h), "head.bias": (v,)}
        return tuple(
            Parameters(name, shape, shape[0] * (shape[1] if len(shape) > 1 else 1)) for name, shape in shapes.items()
        )

    @property
    def parameter_count(self) -> int:
        """How many numbers training changes."""
        return sum(parameters.size for parameters in self.parameters)

    def code(self) -> str:
        """The lines of PyTorch that give these very shapes."""
        v, width, h = self.sizes["V"], self.sizes["E"], self.hidden_size
        told = {tensor.name: tensor.shape for tensor in self.tensors}
        turn = "" if self.batch_first else ".transpose(0, 1)"
        encoded = (
            f"torch.nn.Embedding({v}, {width})(ids)"
            if self.embedding_size
            else f"torch.nn.functional.one_hot(ids, {v}).float()"
        )
        more = (f", num_layers={self.num_layers}" if self.num_layers > 1 else "") + (
            ", batch_first=True" if self.batch_first else ""
        )
        state = "(h_n, c_n)" if self.cell_type == "lstm" else "h_n"
        lines = [
            ("import torch; torch.manual_seed(0)", ""),
            (f"ids = torch.tensor({self.ids})", told["ids"]),
            (f"x = {encoded}{turn}", told["x"]),
            (
                f"output, {state} = torch.nn.{NAMES[self.cell_type]}({width}, {h}{more})(x)",
                f"{told['output']}, {told['h_n']}",
            ),
        ]
        if self.head:
            lines.append((f"y = torch.nn.Linear({h}, {v})(output)", told["y"]))
            lines.append(("prediction = y.argmax(dim=-1)", told["prediction"]))
        return "\n".join(f"{line}  # {note}" if note else line for line, note in lines)
