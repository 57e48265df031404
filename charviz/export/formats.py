"""A run as files to take home."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from charviz.export.csv_table import csv
from charviz.export.tensorboard import event_file
from charviz.runs.run import Run


def table(run: Run) -> bytes:
    """The records as CSV: step, loss, accuracy, prediction; see `csv_table.cell`."""
    return csv(run.to_frame())


def parquet(run: Run) -> bytes:
    """The same as Parquet, by pyarrow (see requirements.txt); the run's settings stand in its attributes."""
    frame, content = run.to_frame(), io.BytesIO()
    frame.attrs["config"] = run.config.to_json()
    frame.to_parquet(content, index=False, engine="pyarrow")
    return content.getvalue()


FILES: dict[str, Callable[[Run, Mapping[str, Any]], bytes]] = {  # what is asked for -> made of the run and the question
    "csv": lambda run, _question: table(run),
    "parquet": lambda run, _question: parquet(run),
    "events": lambda run, _question: event_file(run),
    "report": lambda run, question: run.to_html(language=question.get("language", "en")).encode(),
    "file": lambda run, _question: run.to_bytes(),
}
