"""An experiment of the lecture notes, repeated here: its curves, its texts, and the result of each claim."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from charviz.lessons.claims import findings
from charviz.lessons.trial import Trial
from charviz.runs.run import Run
from charviz.worker.answers import Answer

BAND = (0, 50, 100)  # percentiles of the seeds


def answer(run: Run, question: Mapping[str, Any]) -> Answer:
    """Field: experiment; the run is not used.

    Header: findings; strings: step -> text, of the steps at which the notes print one. Arrays over S steps: losses (S,);
    bands (V, 3, S) of each variant over its seeds. Both are empty without variants.
    """
    trial = Trial.of(question["experiment"])
    found = [finding._asdict() for finding in findings(trial)]
    if trial.trained is None:
        return {"findings": found, "strings": {}}, {"losses": np.zeros(0, "f4"), "bands": np.zeros((0, 3, 0), "f4")}
    strings = {step: trial.run.predictions[step] for step in trial.experiment.strings}
    bands = np.percentile(trial.spread.losses, BAND, axis=1).swapaxes(0, 1)
    arrays = {"losses": trial.run.losses.astype(np.float32), "bands": bands.astype(np.float32)}
    return {"findings": found, "strings": strings}, arrays
