"""What pages ask of the engine process about a run; the web server itself computes nothing."""

from typing import Any

import numpy as np
import streamlit as st

from charviz.config import RunConfig
from charviz.ui import session
from charviz.ui.text import _

PATIENCE = 60.0  # seconds that a page waits for an answer


def ask(what: str, config: RunConfig, step: int, **fields: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The answer's header and arrays (see `server.answers`); where there is none, the page says why and ends here."""
    try:
        return _answered(what, config.key, config, step, **fields)
    except TimeoutError:
        st.warning(
            _("The answer takes longer than a minute: the run is still being trained. Open this page again soon.")
        )
    except LookupError as error:
        st.warning(str(error.args[0]))
    st.stop()


@st.cache_data(max_entries=40, show_spinner=False)
def _answered(what: str, key: str, _config: RunConfig, step: int, **fields: Any) -> Any:
    return session.pool().ask(_config, what, step, PATIENCE, **fields)
