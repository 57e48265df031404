"""Writes the recording that opens the page: `python -m charviz.server.record`. A test checks it against a fresh run."""

from charviz.config import RunConfig
from charviz.server.job import RUNNABLE, Job
from charviz.server.packets import RECORDING


def recorded(config: RunConfig) -> bytes:
    """All chunks of records of a run."""
    job, chunks = Job(config.key, config), []
    job.steps = config.steps
    while job.state in RUNNABLE:
        chunks.append(job.advance())
    return b"".join(chunks)


if __name__ == "__main__":
    RECORDING.write_bytes(recorded(RunConfig()))
