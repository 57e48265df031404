"""What a page has made of its address."""

from streamlit.testing.v1 import AppTest


def values(app: AppTest) -> dict[str, str]:
    """The last value of each key: AppTest keeps what a page sets as texts, and what a link brings as lists."""
    return {key: value[-1] if isinstance(value, list) else value for key, value in app.query_params.items()}
