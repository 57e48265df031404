"""The questions that the worker process answers about a run: one module per question, with its name.

Each has `answer(run, question) -> (header, arrays)`: the run is trained at least up to question["step"]; `question` has the
fields of the question; the header is sent as JSON, the arrays as u1, u2 or f4. A ConfigError becomes an answer with its
message. Modules are loaded on their first question. They are answered beside training (`answer_threads`), and whatever takes
long in them calls `cancellation.check` between its pieces.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import numpy as np

from charviz.arrays import evenly
from charviz.config.fields import field_error
from charviz.i18n import N_
from charviz.limits import LIMITS, MB, variable
from charviz.nn.replay import replay_bytes
from charviz.runs.run import Run
from charviz.text.wording import reworded

OF_ONE_NET = ("unit_arithmetic", "vote_probabilities", "shapes", "letters")  # within a moment
OF_MANY_NETS = ("memory", "cell", "gradients", "units", "generate")
TRAINED = ("order", "words", "notes")  # these train nets of their own, and do not use the run
QUESTIONS = (*OF_ONE_NET, *OF_MANY_NETS, *TRAINED)
Answer = tuple[dict[str, Any], dict[str, np.ndarray]]


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """The answer's header and arrays; LookupError for an unknown question."""
    if question["what"] not in QUESTIONS:
        raise LookupError(f"there is no question {question['what']!r}; allowed are {', '.join(QUESTIONS)}")
    return import_module(f"charviz.worker.answers.{question['what']}").answer(run, question)


def text_of(run: Run) -> dict[str, Any]:
    """The run's text on its one time axis, as ids."""
    batch = run.config.batch
    return {
        "symbols": run.vocabulary.symbols,
        "inputs": batch.flat(batch.inputs).tolist(),
        "targets": batch.flat(batch.targets).tolist(),
        "starts": batch.starts,
    }


def keyframes_until(run: Run, step: int, most: int, times: int = 0, replays: int = 1) -> list[int]:
    """The run's keyframes up to a step, evenly thinned to `most` of them; the first and the last are always included.

    times: on so many characters their nets will be replayed together, so many times; no more of them than memory allows.
    ConfigError where two are too many.
    """
    each, room = replays * replay_bytes(run.config, times), LIMITS.answer_memory * MB
    if 2 * each > room:
        raise reworded(
            field_error(
                N_(
                    "{times:,} characters with {symbols:,} symbols, {num_layers} {layers} and {hidden_size} {units} take "
                    "{found:,} MB to show; at most {most:,} MB are allowed (the limit is {variable})."
                ),
                times=times,
                symbols=len(run.vocabulary),
                layers=run.config.num_layers,
                units=run.config.hidden_size,
                found=-(-2 * each // MB),
                most=LIMITS.answer_memory,
                variable=variable("answer_memory"),
            ),
            run.config.tokenize,
        )
    most = max(2, min(most, room // max(each, 1)))
    steps = [keyframe for keyframe in run.keyframes if keyframe <= step]
    return [steps[place] for place in evenly(len(steps), most)]
