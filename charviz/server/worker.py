"""The engine process: trains all runs in short slices, in turn, and sends what is done to the web server.

It reads and writes frames of chunks (see `packets`) on its standard input and output:
    in    train {run, config, steps, patient_steps}     how far a run is to go
          ask {run, config, id, what, step, ...}        one of `answers.QUESTIONS`, or the run as one of `files.FILES`
          adopt {run, id}, with the array `file`        a run from a file, from now on known under this key
          forget {run}                                  nobody wants it any longer
          compare {run, configs, seeds}, stop {run}     a comparison under a key of its own
          text {name}, with the array `text`            a long text of which the next requests may speak
    out   records, status {run, state, have}, answer {id, ...}, comparison {run, state, ...}
"""

import itertools
import os
import queue
import sys
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from typing import BinaryIO

import torch

from charviz import corpora
from charviz.config import RunConfig
from charviz.engines.choice import wants_compiled
from charviz.engines.warm import is_cached, is_ready
from charviz.errors import ConfigError, RunFileError
from charviz.limits import LIMITS, MB, Limits
from charviz.run import Run
from charviz.server import files
from charviz.server.answers import ASIDE
from charviz.server.cluster import comparing
from charviz.server.comparing import ComparingJob
from charviz.server.job import RUNNABLE, UNFINISHED, Job, refusal
from charviz.server.packets import chunk, parse, read_frame, write_frame
from charviz.server.trim import give_back, trim
from charviz.training import Trainer
from charviz.translation import N_, Message

MOST_COMPARISONS = 16
HEAD_START = 0.2  # seconds by which a new run is ahead of those that have been trained for long
MOST_AHEAD = (
    0.3  # seconds that count: who was first, and had parts of torch loaded for it, does not pay for that for long
)
ALWAYS = 8  # runs are trained at once, however large they are
TO_TRAIN = 0.75  # of the memory is for what is being trained, the rest for what may be asked about
TRIM = 2.0  # seconds between two looks for memory to give back, while there is much to do
PREPARED = {"kind": "prepared"}


class Worker:
    """All jobs, those longest not asked for first; `preparing`: runs that want the compiled loops wait for these."""

    def __init__(self, output: BinaryIO, preparing: bool = False, limits: Limits = LIMITS) -> None:
        self.output, self.preparing, self.limits = output, preparing, limits
        self.jobs: OrderedDict[str, Job] = OrderedDict()
        self.comparisons: OrderedDict[str, ComparingJob] = OrderedDict()
        self.requests: queue.SimpleQueue[dict] = queue.SimpleQueue()
        self.sending, self.aside = threading.Lock(), ThreadPoolExecutor(1)
        self.arrivals, self.has_forgotten, self.trimmed = itertools.count(), False, 0.0
        self.promised, self.newest = 0, ""
        self.adopting: list[tuple[dict, Job, Iterator[bytes]]] = []

    def listen(self, source: BinaryIO) -> None:
        """Reads requests until the web server is gone; then this process ends too."""
        while (frame := read_frame(source)) is not None:
            for header, arrays in parse(frame):
                self.requests.put({**header, **arrays})  # `text` or `file`, where there is one
        os._exit(0)

    def prepare(self) -> None:
        """Compiles the loops, while the others go on; to be run in a thread of its own."""
        is_ready()
        self.requests.put(PREPARED)

    def work(self) -> None:
        """A slice for whoever has had the least time; requests are taken between any two slices."""
        while True:
            self._take_requests(wait=False)
            if self.adopting:
                self._adopt_on()
            if not (turns := self._turns()):
                if self.adopting:
                    continue
                if self.has_forgotten:
                    give_back()
                    self.has_forgotten = False
                self._take_requests(wait=True)
                continue
            if self.has_forgotten and time.monotonic() > self.trimmed + TRIM:
                trim()
                self.trimmed = time.monotonic()
            job = min(turns, key=lambda turn: turn.had)
            began = time.thread_time()  # what others on this machine take is not the run's fault
            self._slice(job)
            job.had = min(job.had + time.thread_time() - began, min(turn.had for turn in turns) + MOST_AHEAD)
            if job.state not in RUNNABLE:
                self._make_room()

    def _turns(self) -> list[Job | ComparingJob]:
        """Who is trained in turn: the first to come, as many as fit; the others are told how many are ahead of them."""
        promised, turns, room, queued = 0, [], TO_TRAIN * self.limits.engine * MB, 0
        for job in sorted((job for job in self.jobs.values() if job.state in RUNNABLE), key=lambda job: job.arrived):
            room -= job.expected
            fits = len(turns) < self.limits.runs_at_once and (room >= 0 or len(turns) < ALWAYS)
            ahead = 0 if fits and not queued else queued + 1
            if ahead:
                queued += 1
            else:
                turns.append(job)
                promised += job.expected
            if job.ahead != ahead:
                job.ahead = ahead
                self.send(job.status())
        if promised > self.promised:
            self.promised = promised
            self._make_room()
        self.promised = promised
        comparing = [] if self.preparing else [job for job in self.comparisons.values() if job.state in RUNNABLE]
        return turns + comparing

    def _join(self, job: Job | ComparingJob) -> None:
        """A job begins, or begins again: a little ahead of all others, whatever time it has had before."""
        others = [other.had for other in (*self.jobs.values(), *self.comparisons.values()) if other.state in RUNNABLE]
        job.had = max(job.had, min(others, default=0.0) - HEAD_START)
        job.arrived = next(self.arrivals)

    def _take_requests(self, wait: bool) -> None:
        while wait or not self.requests.empty():
            request, wait = self.requests.get(), False
            if request is PREPARED:
                self._let_go()
                continue
            if request["kind"] == "text":
                corpora.keep(request["name"], request["text"].tobytes())
                continue
            try:
                self._take(request)
            except ConfigError as error:  # its long text is not here, or no longer
                self.send(refusal(request, error.message))

    def _take(self, request: dict) -> None:
        if request["kind"] in ("compare", "stop"):
            self._take_comparison(request)
            return
        if request["kind"] == "forget":
            self.has_forgotten |= self.jobs.pop(request["run"], None) is not None
            return
        if request["kind"] == "adopt":
            self._adopt(request)
            return
        before = self.jobs.pop(request["run"], None) if request.get("anew") else None
        job = self._job(request)
        job.questions += before.questions if before else []
        rested = job.state not in RUNNABLE or before is not None
        if request["kind"] == "train":
            job.steps, job.patient_steps = request["steps"], request["patient_steps"]
        else:
            job.steps = max(job.steps, request["step"])
            job.questions.append(request)
        if rested:
            self._join(job)
        if request["kind"] == "train":
            self.send(job.status())
        self._answer(job)

    def _take_comparison(self, request: dict) -> None:
        key = request["run"]
        if request["kind"] == "stop" and key in self.comparisons:
            self.comparisons[key].stop()
            self.send(self.comparisons[key].report())
        elif request["kind"] == "compare" and key not in self.comparisons:  # checked by the web server
            configs = [RunConfig.from_json(text) for text in request["configs"]]
            self.comparisons[key] = comparing(key, configs, request["seeds"])
            self._join(self.comparisons[key])
            if len(self.comparisons) > MOST_COMPARISONS:
                self.comparisons.popitem(last=False)

    def _adopt(self, request: dict) -> None:
        """A run from a file will take the place of any other under its key."""
        with self._refusing(request):
            run = Run.from_bytes(request["file"].tobytes())
            job = Job(request["run"], run.config, preparing=self.preparing and wants_compiled(run.config))
            self.adopting.append((request, job, job.adopt(run)))

    def _adopt_on(self) -> None:
        """Some more of a file's records go out, as if they were new; between two portions others are trained."""
        request, job, portions = self.adopting.pop(0)
        with self._refusing(request):
            if (records := next(portions, None)) is not None:
                self.send(records)
                self.adopting.append((request, job, portions))
                return
            self.jobs[job.key], self.newest = job, job.key
            self.send(job.status())
            ends = job.why_it_ends
            said = {"ends": ends.to_json()} if ends else {}
            self.send(chunk({"kind": "answer", "run": job.key, "id": request["id"], **said}))
            self._make_room()

    @contextmanager
    def _refusing(self, request: dict) -> Iterator[None]:
        """Whatever is wrong with a file becomes a sentence; it must not end this process."""
        try:
            yield
        except (ConfigError, RunFileError) as error:
            self.send(refusal(request, error.message))
        except Exception as error:
            traceback.print_exc()
            self.send(refusal(request, Message(N_("the file could not be read: {why}."), {"why": str(error)})))

    def _let_go(self) -> None:
        """The loops are there, or never will be: nobody waits for them any longer."""
        self.preparing = False
        for job in self.jobs.values():
            job.preparing = False

    def _job(self, request: dict) -> Job:
        """The job of a request's run, made where it is not there."""
        key = request["run"]
        if key not in self.jobs:
            config = RunConfig.from_json(request["config"])
            self.jobs[key] = Job(key, config, preparing=self.preparing and wants_compiled(config))
        self.jobs.move_to_end(key)
        self.newest = key
        return self.jobs[key]

    def _make_room(self) -> None:
        """Forgets what is not being trained, the longest not asked for first, until the rest fits."""
        resting = [job for job in self.jobs.values() if job.state not in UNFINISHED]
        room = self.limits.engine * MB - self.promised - sum(job.size for job in resting)
        for job in resting:
            if room >= 0:
                break
            if not job.questions and job.key != self.newest:
                room += job.size
                del self.jobs[job.key]
                self.has_forgotten = True

    def _slice(self, job: Job | ComparingJob) -> None:
        """Some training; whatever goes wrong in it is this job's matter alone."""
        if isinstance(job, ComparingJob):
            self._compare(job)
            return
        try:
            self.send(job.advance())
        except torch.OutOfMemoryError:
            job.fall_back()
        except ConfigError as error:  # a device that is not here, a run from a file that cannot go on
            job.fail(error.message)
        except Exception:
            traceback.print_exc()
            job.fail()
        self.send(job.status())
        self._answer(job)

    def _compare(self, job: ComparingJob) -> None:
        try:
            self.send(job.advance())
        except Exception:
            traceback.print_exc()
            job.stop()
            self.send(job.report())

    def _answer(self, job: Job) -> None:
        for question in job.ready_questions():
            if question["what"] in (*ASIDE, *files.ASIDE):
                run = copy(job.run)  # it may be trained further meanwhile
                self.aside.submit(lambda question=question, run=run: self.send(job.answer(question, run)))
            else:
                self.send(job.answer(question))

    def send(self, message: bytes) -> None:
        try:
            if message:
                with self.sending:
                    write_frame(self.output, message)
        except BrokenPipeError:  # the web server is gone
            os._exit(0)


def main() -> None:
    """Takes standard output for itself, so that no print of a library can break the frames."""
    output = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    worker = Worker(output, preparing=not is_cached())
    if worker.preparing:
        threading.Thread(target=worker.prepare, daemon=True).start()
    else:
        Trainer(RunConfig()).advance(
            1
        )  # engines load parts of themselves at the first step: now, not when somebody waits
    worker.send(chunk({"kind": "ready", "run": ""}))
    threading.Thread(target=worker.listen, args=(sys.stdin.buffer,), daemon=True).start()
    worker.work()


if __name__ == "__main__":
    main()
