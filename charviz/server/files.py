"""A run as files to take home."""

from collections.abc import Callable, Mapping
from gettext import NullTranslations

from charviz.figures import gates, hidden, loss, predictions
from charviz.figures.gates import gates_data, plot_gates
from charviz.figures.hidden import hidden_data, plot_hidden
from charviz.figures.loss import loss_data, plot_loss
from charviz.figures.predictions import plot_predictions, predictions_data
from charviz.presets import PRESETS
from charviz.run import Run


def table(run: Run, _words: NullTranslations) -> bytes:
    """The records as CSV: step, loss, accuracy, prediction."""
    return run.to_frame().to_csv(index=False).encode("utf-8-sig")


def pictures(run: Run, words: NullTranslations) -> bytes:
    """The figures as one HTML page that needs no network."""

    def told(labels: Mapping[str, str]) -> dict[str, str]:
        return {name: words.gettext(label) for name, label in labels.items()}

    reference = next((preset.reference for preset in PRESETS.values() if preset.config.key == run.config.key), ())
    figures = [plot_loss(loss_data(run, reference), labels=told(loss.LABELS))]
    figures.append(plot_predictions(predictions_data(run), labels=told(predictions.LABELS)))
    if run.config.cell_type != "memoryless":
        figures.append(plot_hidden(hidden_data(run), labels=told(hidden.LABELS)))
    if run.trace().gates:
        figures.append(plot_gates(gates_data(run), labels=told(gates.LABELS)))
    parts = [figure.to_html(full_html=False, include_plotlyjs=index == 0) for index, figure in enumerate(figures)]
    return f"<!doctype html><meta charset='utf-8'><title>charviz</title>{''.join(parts)}".encode()


def whole(run: Run, _words: NullTranslations) -> bytes:
    """The run itself, as `Run.load` reads it."""
    return run.to_bytes()


FILES: dict[str, Callable[[Run, NullTranslations], bytes]] = {"csv": table, "figures": pictures, "file": whole}
