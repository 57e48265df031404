"""Pages without a browser: each file has an engine process of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

APP = str(Path(__file__).parents[2] / "app.py")


@pytest.fixture(autouse=True, scope="module")
def _end_the_engine() -> Iterator[None]:
    yield
    from charviz.ui.shell.shared_pool import shared_pool

    shared_pool().close()
    st.cache_resource.clear()


@pytest.fixture
def opened_page() -> Callable[..., AppTest]:
    """opened_page(name, **query) -> a page, as a link opens it."""

    def opened(page: str, **query: str) -> AppTest:
        app = AppTest.from_file(APP, default_timeout=60).run()
        for key, value in query.items():
            app.query_params[key] = value
        return app.switch_page(f"pages/{page}.py").run()

    return opened
