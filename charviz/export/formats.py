"""A run as files to take home: which there are, and what makes each."""

from collections.abc import Callable, Mapping
from typing import Any

from charviz.export.table import csv, parquet
from charviz.export.tensorboard import event_file
from charviz.runs.run import Run

FILES: dict[str, Callable[[Run, Mapping[str, Any]], bytes]] = {  # what is asked for -> made of the run and the question
    "csv": lambda run, _question: csv(run.to_frame()),
    "parquet": lambda run, _question: parquet(run),
    "events": lambda run, _question: event_file(run),
    "report": lambda run, question: run.to_html(language=question.get("language", "en")).encode(),
    "onnx": lambda run, _question: run.to_onnx(),
    "file": lambda run, _question: run.to_bytes(),
}
