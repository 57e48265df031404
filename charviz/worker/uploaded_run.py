"""Runs from files in the worker process: their records are sent a few at a time, between the slices of other jobs."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from charviz.engines.selection import wants_compiled
from charviz.errors import ConfigError, RunFileError
from charviz.i18n import N_, Message
from charviz.player.packets import chunk
from charviz.runs.run import Run
from charviz.worker.training_job import Job, refusal

if TYPE_CHECKING:
    from charviz.worker.scheduler import Worker


class Adoption:
    """The files that are being read, a portion of each in turn."""

    def __init__(self, worker: "Worker") -> None:
        self.worker = worker
        self.waiting: list[tuple[dict, Job, Iterator[bytes]]] = []

    @property
    def jobs(self) -> list[Job]:
        """The jobs of the files that are being read."""
        return [job for _request, job, _portions in self.waiting]

    def take(self, request: dict) -> None:
        """Starts to read a run from a file, which will replace any other under its key."""
        self.worker.computes(request["run"])
        with self._refusing(request):
            run = Run.from_bytes(request["file"].tobytes())
            waits = self.worker.preparing and run.config.training == "charviz" and wants_compiled(run.config)
            job = Job(request["run"], run.config, preparing=waits)
            self.waiting.append((request, job, job.adopt(run)))

    def go_on(self) -> None:
        """Sends the next records of a file, as if they were new."""
        if not self.waiting:
            return
        request, job, portions = self.waiting.pop(0)
        self.worker.computes(job.key)
        with self._refusing(request):
            if (records := next(portions, None)) is not None:
                self.worker.send(records)
                self.waiting.append((request, job, portions))
            else:
                self._end(request, job)

    def _end(self, request: dict, job: Job) -> None:
        self.worker.jobs[job.key], self.worker.newest = job, job.key
        self.worker.send(job.status())
        ends = job.why_it_ends
        said = {"ends": ends.to_json()} if ends else {}
        self.worker.send(chunk({"kind": "answer", "run": job.key, "id": request["id"], **said}))

    @contextmanager
    def _refusing(self, request: dict) -> Iterator[None]:
        """Turns any error in a file into a refusal; it must not end this process."""
        try:
            yield
        except (ConfigError, RunFileError) as error:
            self.worker.send(refusal(request, error.message))
        except Exception as error:
            traceback.print_exc()
            self.worker.send(refusal(request, Message(N_("the file could not be read: {why}."), {"why": str(error)})))
