"""What a page has made of its address, and the widgets that show what the session holds."""

from collections.abc import Sequence
from typing import Any

from streamlit.testing.v1 import AppTest


def values(app: AppTest) -> dict[str, str]:
    """The last value of each key: AppTest keeps what a page sets as texts, and what a link brings as lists."""
    return {key: value[-1] if isinstance(value, list) else value for key, value in app.query_params.items()}


def name(widget: Any) -> str:
    """Under which name the session holds what a widget shows; its key counts up when the page sets it."""
    return (widget.key or "").rpartition("~")[0]


def named(widgets: Sequence[Any], wanted: str) -> Any:
    """The widget that shows what the session holds under a name."""
    return next(widget for widget in widgets if name(widget) == wanted)
