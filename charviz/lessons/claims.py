"""The claims of the lecture notes' experiments: each of their figures beside ours, and whether it holds.

Training multiplies what a processor rounds away, so what a trained net shows may differ from machine to machine. A claim is
therefore asked twice: with each bound moved in and out by what one seed more or less would move it, and of the run in another
rounding, that of the other engine. Where the answers differ, it is too close to call. Untrained nets are the same everywhere.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import torch

from charviz.i18n import N_
from charviz.lessons.agreement import are_most, exceeds, is_within
from charviz.lessons.experiments import FAR_BACK
from charviz.lessons.finding import Finding, all_solve, crosses, curve, same_strings, within
from charviz.lessons.trial import Trial
from charviz.nn.model import initial_weights
from charviz.nn.replay import replay
from charviz.nn.tensor_shapes import Shapes
from charviz.runs.run import Run
from charviz.runs.training import train
from charviz.text.memoryless_limit import floor, no_head_limit
from charviz.text.sentences import Sentences

ROUNDING = 1e-6  # of a loss in single precision
UNTRAINED = 6  # nets whose gradients are measured


def findings(trial: Trial) -> list[Finding]:
    """All claims of the experiment, in the order of its card."""
    claims, again = CLAIMS[trial.name], trial.trained and trial.trained._replace(run=trial.trained.again)
    return list(map(_agreed, claims(trial), claims(replace(trial, trained=again))))


def _agreed(one: Finding, other: Finding) -> Finding:
    """The first of two, too close to call where they differ."""
    return one._replace(holds=None if one.holds is None or one.holds != other.holds else bool(one.holds))


def _hihello(trial: Trial) -> Iterator[Finding]:
    run, spread, notes = trial.run, trial.spread, trial.experiment
    gap = max(abs(run.losses[step] - loss) for step, loss in notes.reported.items())
    yield Finding(
        gap < 1e-5,
        N_("The notes print {count} losses; this run's differ from them by at most {gap}."),
        {"count": str(len(notes.reported)), "gap": f"{gap:.1g}"},
        N_("Their log comes from PyTorch with seed 0, and a seed here gives exactly the weights that PyTorch draws."),
    )
    yield same_strings(trial)
    right = np.flatnonzero(run.to_frame()["accuracy"].to_numpy() == 1)
    yield Finding(
        len(right) > 0 and right[-1] < len(run) - 1,
        N_("What the notes' dots leave out: it is right at steps {first} to {last}, then wrong for good."),
        {"first": str(right[0]), "last": str(right[-1])} if len(right) else {"first": "-", "last": "-"},
        N_(
            "A falling loss guarantees nothing: more confidence in five letters lowers it more than getting the "
            "sixth right."
        ),
    )
    yield within(trial, 99)
    least, limit = float(spread.losses[0].min()), no_head_limit(len(run.vocabulary))
    yield Finding(
        least > limit,
        N_("Without an output layer no loss can fall below {limit}; the lowest of {seeds} seeds is {least}."),
        {"limit": f"{limit:.5f}", "least": f"{least:.4f}", "seeds": str(len(spread.seeds))},
        N_("The scores are tanh values, so the best is 1 for the right letter and -1 for the other four."),
    )
    without, linear = (int((spread.predictions[place] == "ihello").sum()) for place in (0, 1))
    shares = np.array([linear, without]) / len(spread.seeds)
    yield Finding(
        exceeds(linear - without, math.sqrt((len(spread.seeds) * shares * (1 - shares)).sum())),
        N_("With an output layer, {linear} of {seeds} seeds end with ihello; without one, {without}."),
        {"linear": str(linear), "without": str(without), "seeds": str(len(spread.seeds))},
    )


def _shapes(trial: Trial) -> Iterator[Finding]:
    cases = (("h", "helo", (1, 1, 4), (1, 1, 2)), ("hello", "helo", (1, 5, 4), (1, 5, 2)))
    for words, alphabet, given, wanted in (*cases, ("hello eolll lleel", "helo", (3, 5, 4), (3, 5, 2))):
        shapes = Shapes(tuple(words.split()), hidden_size=2, head=False, alphabet=alphabet)
        found = shapes.tensor("x").shape, shapes.tensor("output").shape
        yield Finding(
            found == (given, wanted),
            N_("{words}: {given} goes in, {wanted} comes out."),
            {"words": words, "given": str(found[0]), "wanted": str(found[1])},
        )
    wider = Shapes(("hello",), hidden_size=3, head=False).tensor("output").shape
    yield Finding(
        wider == (1, 5, 3), N_("And with hidden size 3? {shape}: only the last number changes."), {"shape": str(wider)}
    )


def _charseq(trial: Trial) -> Iterator[Finding]:
    spread = trial.spread
    whys = (
        N_(
            "PyTorch draws the output layer's initial weights within 0.32, TensorFlow within 0.55: that puts "
            "it one step ahead."
        ),
        N_("Their curve lies in the middle of these seeds: the difference was how the initial weights are drawn."),
        N_("A forget bias of 1 costs a few steps on such a short text; their curve is that of a bias of 0."),
    )
    for place, (name, why) in enumerate(zip(trial.experiment.variants, whys, strict=True)):
        yield curve(trial, place, name, why)
    yield within(trial, 49, place=1)
    firsts = spread.steps_to_solve[1]
    yield Finding(
        is_within(firsts[~np.isnan(firsts)], 8),
        N_("The notes' text is right from step 8 on; here, from between step {low} and {high} on (median {middle})."),
        {"low": f"{np.nanmin(firsts):.0f}", "high": f"{np.nanmax(firsts):.0f}", "middle": f"{np.nanmedian(firsts):g}"},
    )
    yield all_solve(spread, 1)
    yield crosses(trial)


def _sentence(trial: Trial) -> Iterator[Finding]:
    run, spread = trial.run, trial.spread
    yield within(trial, 0)
    known = [(spread.losses[0, :, step], loss) for step, loss in trial.experiment.reported.items()]
    inside = [losses.min() <= loss <= losses.max() for losses, loss in known]
    yield Finding(
        are_most([is_within(*one) for one in known]),
        N_(
            "Of the {all} losses printed in the notes, {inside} lie between the lowest and the highest of "
            "{seeds} seeds."
        ),
        {"all": str(len(inside)), "inside": str(sum(inside)), "seeds": str(len(spread.seeds))},
        N_("The curve has short spikes: they come from Adam, at different steps for each seed."),
    )
    yield all_solve(spread, 0)
    written, text = run.sample(length=100, temperature=0), run.config.text
    yield Finding(
        written == text,
        N_("Starting from the start symbol and fed its own letters, it writes: {written}"),
        {"written": written},
        N_("In training it was always given the true letter; here it only has its own."),
    )


def _numpy(trial: Trial) -> Iterator[Finding]:
    spread, reported = trial.spread, 12.062061261168791
    loss = _by_hand(trial.run)
    yield Finding(
        abs(loss - reported) <= 1e-12,
        N_("Loss before training: the notes print {reported}, here it is {loss}."),
        {"reported": repr(reported), "loss": f"{loss:.13f}"},
        N_("The same random numbers, from the same generator in the same order, in double precision."),
    )
    guessing = 4 * math.log(4)
    yield Finding(
        loss > guessing,
        N_("That is worse than guessing, {guessing}: the initial weights are large, so it is confident, and wrong."),
        {"guessing": f"{guessing:.3f}"},
    )
    limit = floor(trial.run.config.text)
    best = round(float(np.nanmax(spread.accuracy[1])) * limit.total)
    yield Finding(
        best <= limit.correct and spread.losses[1].min() >= limit.loss - ROUNDING,
        N_(
            "Without memory, at most {correct} of {total} letters, and a loss of at least {limit}; found: "
            "{best} letters, {least}."
        ),
        {"correct": str(limit.correct), "total": str(limit.total), "limit": f"{limit.loss:.4f}"}
        | {"best": str(best), "least": f"{spread.losses[1].min():.4f}"},
        N_("After l comes l once and o once, so a network without memory can do no better than one half for each."),
    )
    yield all_solve(spread, 0)


def _order(trial: Trial) -> Iterator[Finding]:
    words = trial.run.config.text.split("\n")
    alone = [floor(word) for word in words]
    yield Finding(
        all(one.loss == 0 for one in alone),
        N_("Each word alone needs no memory: without any, {first} and {second} of {total} letters can be right."),
        {"first": str(alone[0].correct), "second": str(alone[1].correct), "total": str(alone[0].total)},
    )
    both, spread = trial.run.config.floor, trial.spread
    best = round(float(np.nanmax(spread.accuracy[1])) * both.total)
    yield Finding(
        best <= both.correct and spread.losses[1].min() >= both.loss - ROUNDING,
        N_("Together they do: without memory at most {correct} of {total} letters; {seeds} networks got {best}."),
        {"correct": str(both.correct), "total": str(both.total), "best": str(best), "seeds": str(len(spread.seeds))},
    )
    yield all_solve(spread, 0)
    yield crosses(trial)


def _vanishing(trial: Trial) -> Iterator[Finding]:
    keeps = {}
    for cell_type, bias in (("rnn", 0.0), ("lstm", 0.0), ("lstm", 1.0)):
        config = FAR_BACK.replace(cell_type=cell_type, forget_bias=bias, steps=1)
        nets = [train(config.replace(seed=seed)).gradients(0) for seed in range(UNTRAINED)]
        keeps[cell_type, bias] = float(np.median([net.decay_per_step() for net in nets]))
    rnn, lstm, biased = keeps.values()
    values = {"rnn": f"{rnn:.2f}", "lstm": f"{lstm:.2f}", "bias": f"{biased:.2f}", "left": f"{rnn**10:.1%}"}
    yield Finding(
        rnn**10 < 0.05,
        N_(
            "For each letter further back, an untrained RNN keeps {rnn} of its gradient; after ten letters, "
            "{left} is left."
        ),
        values,
        N_("That far back, too little of the error's gradient arrives to learn anything from it."),
    )
    yield Finding(
        lstm > 1.1 * rnn,
        N_("An untrained LSTM keeps clearly more: {lstm}."),
        values,
        N_(
            "Its forget gate starts half open, so its cell state is halved with every letter too; keeping has to "
            "be learned."
        ),
    )
    yield Finding(biased > 1.1 * rnn, N_("With a forget bias of 1 it keeps more from the start: {bias}."), values)


def _vectors(trial: Trial) -> Iterator[Finding]:
    sentences = Sentences("The boy is going to school", 1)
    rows = np.eye(len(sentences.words))
    apart = rows @ rows.T - np.eye(len(rows))
    yield Finding(
        (apart == 0).all(),
        N_("{count} words as one-hot rows: the dot product of any two different ones is 0."),
        {"count": str(len(rows))},
    )
    going = sentences.words.index("going")
    around = [sentences.words[other] for word, other in sentences.pairs.tolist() if word == going]
    yield Finding(
        around == ["is", "to"],
        N_("The window around “going”, one word on each side: {around}."),
        {"around": ", ".join(around)},
    )


def _shakespeare(trial: Trial) -> Iterator[Finding]:
    yield from ()


CLAIMS: dict[str, Callable[[Trial], Iterator[Finding]]] = {
    "hihello": _hihello,
    "shapes": _shapes,
    "charseq": _charseq,
    "sentence": _sentence,
    "numpy": _numpy,
    "order": _order,
    "vanishing": _vanishing,
    "vectors": _vectors,
    "shakespeare": _shakespeare,
}


def _by_hand(run: Run) -> float:
    """The summed loss of the untrained net, in double precision."""
    config, batch = run.config, run.config.batch
    weights = torch.cat([tensor.flatten() for tensor in initial_weights(config, torch.float64).values()])
    outputs, targets = replay(config, weights[None], batch).outputs[0], batch.flat(batch.targets)
    return float((np.log(np.exp(outputs).sum(axis=1)) - outputs[np.arange(len(targets)), targets]).sum())
