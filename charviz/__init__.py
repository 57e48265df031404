"""charviz: watch a recurrent network learn a string, step by step.

    import charviz as cv

    run = cv.train(cv.RunConfig(text="hihello", cell_type="lstm", learning_rate=0.1, steps=100))
    print(run.predictions[0], "->", run.predictions[-1])
    run.trace(step=15).gates["forget"]                      # (layers, time, units), in [0, 1]

Names are loaded when they are first used: `import charviz` brings in neither torch nor streamlit.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what type checkers and editors read in place of `_HOMES`
    from charviz.comparison.comparison import Comparison, compare
    from charviz.config import RunConfig
    from charviz.config.presets import PRESETS, Preset
    from charviz.errors import ConfigError, RunFileError
    from charviz.nn.gradient_trace import GradientTrace
    from charviz.nn.replay import Trace
    from charviz.runs.run import Run, StepRecord
    from charviz.runs.stream import Stream, stream
    from charviz.runs.training import train
    from charviz.runs.watcher import Watcher, watch
    from charviz.text.memoryless_limit import Floor, floor
    from charviz.text.own_text import add_text
    from charviz.text.vocabulary import Vocabulary
    from charviz.version import __version__

_HOMES = {
    "RunConfig": "config",
    "ConfigError": "errors",
    "RunFileError": "errors",
    "Vocabulary": "text.vocabulary",
    "add_text": "text.own_text",
    "PRESETS": "config.presets",
    "Preset": "config.presets",
    "floor": "text.memoryless_limit",
    "Floor": "text.memoryless_limit",
    "train": "runs.training",
    "stream": "runs.stream",
    "Stream": "runs.stream",
    "watch": "runs.watcher",
    "Watcher": "runs.watcher",
    "Run": "runs.run",
    "StepRecord": "runs.run",
    "Trace": "nn.replay",
    "GradientTrace": "nn.gradient_trace",
    "compare": "comparison.comparison",
    "Comparison": "comparison.comparison",
    "__version__": "version",
}

__all__ = [  # written out, for type checkers
    "PRESETS",
    "Comparison",
    "ConfigError",
    "Floor",
    "GradientTrace",
    "Preset",
    "Run",
    "RunConfig",
    "RunFileError",
    "StepRecord",
    "Stream",
    "Trace",
    "Vocabulary",
    "Watcher",
    "__version__",
    "add_text",
    "compare",
    "floor",
    "stream",
    "train",
    "watch",
]


if not TYPE_CHECKING:  # they would take it for any name at all

    def __getattr__(name: str) -> object:
        if name not in _HOMES:
            raise AttributeError(f"module 'charviz' has no name {name!r}; it has {', '.join(__all__)}")
        value = getattr(import_module(f"charviz.{_HOMES[name]}"), name)
        globals()[name] = value
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
