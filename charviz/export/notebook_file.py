"""A run's program as a Jupyter notebook: an .ipynb file."""

import json
from typing import Any

from charviz.config import RunConfig
from charviz.config.validation import check_trained_here
from charviz.export.pytorch_code import kind, prediction, setup, training_with


def notebook(config: RunConfig) -> str:
    """The content of the file: the net, the training with its curve, what it predicts."""
    check_trained_here(config)
    cells = [
        (
            "markdown",
            [f"# A {kind(config)} model, step by step\nThe run is `{config.to_url() or 'the default'}` of charviz."],
        ),
        ("code", setup(config)),
        ("code", ["losses = []", *training_with(config, "    losses.append(loss.item())")]),
        ("code", ["import matplotlib.pyplot as plt", "", "plt.plot(losses)", "plt.xlabel('training step')"]),
        ("code", prediction(config)),
    ]
    more: dict[str, dict[str, Any]] = {"code": {"outputs": [], "execution_count": None}, "markdown": {}}
    told = [
        {"cell_type": kind, "id": f"cell-{at}", "metadata": {}, "source": "\n".join(source), **more[kind]}
        for at, (kind, source) in enumerate(cells)
    ]
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return json.dumps(
        {"cells": told, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}, ensure_ascii=False, indent=1
    )
