"""The records of a run as a table, and any table as a file.

A CSV file comes back as it was: from pandas, and from a spreadsheet that would take a text for a formula.
"""

import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np

from charviz.lazy import Lazy

if TYPE_CHECKING:
    import pandas

    from charviz.runs.run import Run
else:
    pandas = Lazy("pandas")

FORMULA = tuple('=+-@\t\r"')  # what a spreadsheet takes for the beginning of a formula; and our own mark
WORDS = {
    "",
    "nan",
    "na",
    "n/a",
    "null",
    "none",
    "<na>",
    "#n/a",
    "#na",
    "#n/a n/a",
    "1.#ind",
    "1.#qnan",
    "true",
    "false",
}


def run_table(run: "Run") -> "pandas.DataFrame":
    """One row per step, see `Run.to_frame`."""
    columns = {"loss": run.losses, "accuracy": run.accuracies, "prediction": list(run.predictions)}
    if run.config.window is not None:
        columns["held_out"] = run.held_out
    if run.diverged:
        columns["diverged"] = np.arange(len(run)) == len(run) - 1
    return pandas.DataFrame({"step": np.arange(len(run)), **columns})


def parquet(run: "Run") -> bytes:
    """The records as Parquet, by pyarrow (see requirements.txt); the run's settings are in its attributes."""
    frame, content = run_table(run), io.BytesIO()
    frame.attrs["config"] = run.config.to_json()
    frame.to_parquet(content, index=False, engine="pyarrow")
    return content.getvalue()


def cell(value: Any) -> Any:
    """A text as it is; one that a reader would take for a number, a formula or nothing at all as JSON, in quotation marks."""
    if not isinstance(value, str) or not (value.startswith(FORMULA) or value.lower() in WORDS or _is_number(value)):
        return value
    return json.dumps(value, ensure_ascii=False)


def csv(frame: "pandas.DataFrame") -> bytes:
    """The table, each text as `cell` writes it; UTF-8 with its mark, which spreadsheets need."""
    texts = {name: frame[name].map(cell) for name in frame.columns if frame[name].dtype.kind not in "biufc"}
    return frame.assign(**texts).to_csv(index=False).encode("utf-8-sig")


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
