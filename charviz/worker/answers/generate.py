"""Text that a network generates character by character, and its predictions under teacher forcing."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from charviz.nn.sampling import find_cycle, first_divergence
from charviz.player.packets import ids
from charviz.runs.run import Run
from charviz.worker.answers import Answer

BABBLE = (0, 1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)  # steps of the table


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Fields: step, prompt, length, temperature, top_k (or None), seed.

    Arrays over N written characters and K candidates: written (N), candidates, belief, share (N, K); predicted,
    confidence (M) of the first sequence of the text under teacher forcing.
    """
    settings = {name: question[name] for name in ("prompt", "length", "temperature", "top_k", "seed")}
    step, last, vocabulary = run.nearest_keyframe(question["step"]), len(run) - 1, run.vocabulary
    writing = run.write(step=step, **settings)
    written = [vocabulary.symbols[index] for index in writing.written]
    prompt = [vocabulary.symbols[index] for index in vocabulary.encode(question["prompt"])]
    known = run.config.rows
    trace = run.trace(step)
    end = trace.starts[1] if len(trace.starts) > 1 else len(trace.inputs)
    size = len(vocabulary)
    header = {
        "step": step,
        "symbols": vocabulary.symbols,
        "prompt": prompt,
        "inputs": trace.inputs[:end],
        "targets": trace.targets[:end],
        "leaves": max(first_divergence(text, prompt, written) for text in known),
        "ends": max(map(len, known)),
        "loop": find_cycle(writing.written.tolist()),
        "ended": writing.ended,
        "babble": [[at, run.sample(step=at, **settings)] for at in sorted({*(s for s in BABBLE if s < last), last})],
    }
    right = [vocabulary.ids[symbol] for symbol in trace.prediction[:end]]
    return header, {
        "written": ids(writing.written, size),
        "candidates": ids(writing.candidates, size),
        "belief": writing.probability.astype(np.float32),
        "share": writing.sampling_probability.astype(np.float32),
        "predicted": ids(np.array(right), size),
        "confidence": trace.probabilities[:end].max(axis=1).astype(np.float32),
    }
