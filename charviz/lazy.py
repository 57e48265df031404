"""A module that is loaded when something of it is first used, so that annotations may name it."""

from importlib import import_module
from typing import Any


class Lazy:
    """Stands for a module: `pandas = Lazy("pandas")`; `pandas.DataFrame` loads it."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)
