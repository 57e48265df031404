"""Runs that are uploaded as files."""

from typing import TYPE_CHECKING

import numpy as np

from charviz.config import RunConfig
from charviz.errors import AnswerError
from charviz.i18n import N_, Message
from charviz.server.event_log import note
from charviz.server.pooled_run import PooledRun

if TYPE_CHECKING:
    from charviz.server.pool import Pool


def adopt(pool: "Pool", config: RunConfig, content: bytes, timeout: float) -> Message | None:
    """Registers an uploaded run under its own key (`RunConfig.known_as`). Everyone who opens the same file shares it; a link
    with the same settings trains a new run.

    Returns why it cannot be trained further, or None; raises AnswerError if the worker rejects it. Like any run it is
    forgotten if memory is short or a worker process dies, and its file is not kept: a later request for this key trains the
    run from its config.
    """
    pool.start()
    key, run = config.key, PooledRun(config, from_file=True, state="finished")
    with pool.news:
        if (before := pool.runs.get(key)) is not None:
            run.active_goals, run.goals, run.seen_by = before.active_goals, before.goals, before.seen_by
        pool.runs[key] = run
    try:
        file = np.frombuffer(content, np.uint8)
        header, _arrays = pool.questions.ask({"kind": "adopt"}, config, timeout, file=file)
        if run.lacks_memory:
            raise AnswerError(
                N_("The server has no memory left for the file right now; please open it again in a while.")
            )
    except (TimeoutError, AnswerError) as error:
        with pool.news:
            pool.runs.pop(key, None)
            pool.runs |= {key: before} if before else {}
        if isinstance(error, AnswerError):
            raise
        raise AnswerError(N_("the file takes too long to read; the server is too busy right now.")) from None
    note("run_opened", run=key, records=run.num_records, bytes=run.size)
    pool.make_room(key)
    return Message.from_json(header["ends"]) if "ends" in header else None
