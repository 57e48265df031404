"""Runs that come in files, inside the worker process: their records go out a few at a time, between others' slices."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from charviz.engines.selection import wants_compiled
from charviz.errors import ConfigError, RunFileError
from charviz.i18n import N_, Message
from charviz.runs.run import Run
from charviz.server.packets import chunk
from charviz.worker.training_job import Job, refusal

if TYPE_CHECKING:
    from charviz.worker.scheduler import Worker


class Adoption:
    """The files that are being read, one portion of each in turn."""

    def __init__(self, worker: "Worker") -> None:
        self.worker = worker
        self.waiting: list[tuple[dict, Job, Iterator[bytes]]] = []

    @property
    def jobs(self) -> list[Job]:
        """What is being read."""
        return [job for _request, job, _portions in self.waiting]

    def take(self, request: dict) -> None:
        """A run from a file will take the place of any other under its key."""
        with self._refusing(request):
            run = Run.from_bytes(request["file"].tobytes())
            job = Job(request["run"], run.config, preparing=self.worker.preparing and wants_compiled(run.config))
            self.waiting.append((request, job, job.adopt(run)))

    def go_on(self) -> None:
        """Some more of a file's records go out, as if they were new."""
        if not self.waiting:
            return
        request, job, portions = self.waiting.pop(0)
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
        """Whatever is wrong with a file becomes a sentence; it must not end this process."""
        try:
            yield
        except (ConfigError, RunFileError) as error:
            self.worker.send(refusal(request, error.message))
        except Exception as error:
            traceback.print_exc()
            self.worker.send(refusal(request, Message(N_("the file could not be read: {why}."), {"why": str(error)})))
