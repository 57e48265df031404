"""A run that is uploaded as a file, next to those that are trained here."""

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
    """Takes a run from a file, under a name of its own (`RunConfig.known_as`): others see it who open the same file, and
    who open a link with its settings get the run that is trained from them.

    Returns why it cannot be trained further, or None; raises AnswerError where the worker will not have it. Like any run
    it is forgotten where memory is short or a worker process dies, and its file is not kept: who still asks for it gets,
    under this name, what its config gives when it is trained here.
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
