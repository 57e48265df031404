"""What pages ask of the worker process about a run; the web server itself computes nothing."""

import json
from typing import Any

import numpy as np
import streamlit as st

from charviz.config import RunConfig
from charviz.errors import AnswerError
from charviz.ui.shell.locale import _, plain, translate
from charviz.ui.shell.session_state import still_here
from charviz.ui.shell.shared_pool import shared_pool

PATIENCE = 60.0  # seconds that a page waits for an answer


def ask(what: str, config: RunConfig, step: int, **fields: Any) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """The answer's header and arrays (see `worker.answers`); where there is none, the page says why and ends here."""
    try:
        pool, asked = shared_pool(), (what, config.key, step, json.dumps(fields, sort_keys=True))
        return pool.answers.get(asked, lambda: pool.ask(config, what, step, PATIENCE, still_here, **fields))
    except TimeoutError:
        st.warning(_("The answer takes longer than a minute: the run is still training. Open this page again soon."))
    except AnswerError as error:
        st.warning(plain(translate(error)))
    st.stop()
