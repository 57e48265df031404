"""Writes all recordings: `python -m charviz.worker.make_recordings`. A test checks them against fresh runs and answers.

Everything that the guided tour shows is recorded; of the presets only the short ones.
"""

from collections.abc import Iterator
from typing import Any

from charviz.config import RunConfig
from charviz.config.presets import PRESETS
from charviz.config.sweep import sweep
from charviz.lessons.experiments import EXPERIMENTS
from charviz.lessons.tour import ABC, HEADLESS, LSTM, MEMORYLESS, RNN
from charviz.player.packets import chunk, parse
from charviz.runs.run import Run
from charviz.runs.training import train
from charviz.server import recordings
from charviz.server.comparison_pool import key_of
from charviz.worker.answers import answer
from charviz.worker.comparison_job import ComparisonJob
from charviz.worker.training_job import RUNNABLE, Job

SHORT = 200  # steps; in longer runs the differences in the last digits between machines may grow
TEMPERATURES = [tenth / 10 for tenth in range(21)]

RUNS = tuple(
    dict.fromkeys([RNN, MEMORYLESS, HEADLESS, *(p.config for p in PRESETS.values() if p.config.steps <= SHORT)])
)
COMPARISONS = (
    (sweep(RNN, "cell_type", ["rnn", "lstm", "gru", "memoryless"]), range(64)),
    (sweep(ABC, "cell_type", ["rnn", "gru", "lstm"]), range(30)),
)


def questions() -> Iterator[tuple[RunConfig, str, dict[str, Any]]]:
    """(config, what, fields) of each question that is recorded, about the run's last step."""
    times = range(len(RNN.batch.inputs[0]))
    for erased in ([], *([time] for time in times), "all"):
        yield RNN, "memory", _memory(erase_at=erased)
    for pin in ({}, {"forget": 0.0}, {"forget": 1.0}):
        yield LSTM, "memory", _memory(pin=pin)
    for length, temperature in ((6, 0.0), *((40, temperature) for temperature in TEMPERATURES)):
        fields = {"prompt": "h", "length": length, "temperature": temperature, "top_k": None, "seed": 0}
        yield RNN, "generate", fields
    yield from notes()


def notes() -> Iterator[tuple[RunConfig, str, dict[str, Any]]]:
    """The cards of the lecture notes; they look at no run."""
    for name, experiment in EXPERIMENTS.items():
        if experiment.has_claims:
            yield RNN, "notes", {"experiment": name}


def _memory(**fields: Any) -> dict[str, Any]:
    return {"layer": 0, "erase_at": [], "erase": [], "pin": {}, "start": "zeros", **fields}


def recorded(config: RunConfig) -> bytes:
    """All chunks of records of a run: the untrained net, then all the rest, whatever the time; the same bytes each time."""
    job, chunks = Job(config.key, config), []
    job.steps = config.steps
    while job.state in RUNNABLE:
        chunks.append(job.advance())
        job.seconds_per_step = 1e-9
    return b"".join(chunk({**header, "at": 0}, arrays) for header, arrays in parse(b"".join(chunks)))


def answered(run: Run, what: str, fields: dict[str, Any]) -> bytes:
    """The chunk that answers a question."""
    header, arrays = answer(run, {"what": what, "step": run.config.steps, **fields})
    return chunk({"kind": "answer", **header}, arrays)


def compared(configs: list[RunConfig], seeds: range) -> bytes:
    """The last report of a comparison, without the times per step, which depend on the machine."""
    key, _asked = key_of(configs, seeds)
    job = ComparisonJob(key, configs, list(seeds))
    while not job.is_done:
        report = job.advance()
    header, arrays = next(parse(report))
    return chunk({**header, "microseconds": [None] * len(configs)}, arrays)


def main() -> None:
    """Regenerates all recordings and deletes obsolete ones."""
    for old in recordings.FOLDER.glob("*.packets"):
        old.unlink()
    for config in RUNS:
        recordings.write("run", config.key, recorded(config))
    trained = {config: train(config) for config in (RNN, LSTM)}
    for config, what, fields in questions():
        key = recordings.answer_key(what, config.key, config.steps, fields)
        recordings.write("answer", key, answered(trained[config], what, fields))
    for configs, seeds in COMPARISONS:
        recordings.write("comparison", key_of(configs, seeds)[0], compared(configs, seeds))


if __name__ == "__main__":
    main()
