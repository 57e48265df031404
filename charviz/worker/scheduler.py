"""The worker process: trains all runs in short slices, in turn, and sends what is done to the web server.

It reads and writes frames of chunks (see `packets`) on its standard input and output:
    in    train {run, config, steps, patient_steps}     how far a run is to go
          ask {run, config, id, what, step, ...}        one of `answers.QUESTIONS`, or the run as one of `files.FILES`
          adopt {run, id}, with the array `file`        a run from a file, from now on known under this key
          forget {run}                                  nobody wants it any longer
          compare {run, configs, seeds}, stop {run}     a comparison under a key of its own; it rests, and can go on
          text {name}, with the array `text`            a long text of which the next requests may speak
          let_go {name}                                 they will not speak of it any longer
    out   records, status {run, state, have}, answer {id, ...}, comparison {run, state, ...}
"""

import itertools
import os
import queue
import threading
import time
import traceback
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from typing import BinaryIO

import torch

from charviz.config import RunConfig
from charviz.engines.precompile import is_ready
from charviz.engines.selection import wants_compiled
from charviz.errors import ConfigError
from charviz.export import formats
from charviz.limits import LIMITS, Limits
from charviz.runs.run import Run
from charviz.server.malloc import give_back, trim
from charviz.server.packets import parse, read_frame, write_frame
from charviz.text import corpora
from charviz.worker import memory_queue
from charviz.worker.answers import ASIDE
from charviz.worker.cluster_job import comparison_job
from charviz.worker.comparison_job import ComparisonJob
from charviz.worker.training_job import RUNNABLE, Job, refusal
from charviz.worker.uploaded_run import Adoption

HEAD_START = 0.2  # seconds of CPU time by which a new run is ahead of older ones
MOST_AHEAD = 0.3  # maximum CPU-time debt of a run, in seconds: the first run also pays for loading torch
TRIM = 2.0  # seconds between two attempts to return memory to the system while busy
PREPARED = {"kind": "prepared"}


class Worker:
    """All jobs, those longest not asked for first; `preparing`: runs that want the compiled loops wait for these."""

    def __init__(self, output: BinaryIO, *, preparing: bool = False, limits: Limits = LIMITS) -> None:
        self.output, self.preparing, self.limits = output, preparing, limits
        self.jobs: OrderedDict[str, Job] = OrderedDict()
        self.texts: dict[str, corpora.Corpus] = {}
        self.comparisons: OrderedDict[str, ComparisonJob] = OrderedDict()
        self.requests: queue.SimpleQueue[dict] = queue.SimpleQueue()
        self.sending, self.aside = threading.Lock(), ThreadPoolExecutor(1)
        self.arrivals, self.has_forgotten, self.trimmed = itertools.count(), False, 0.0
        self.newest = ""
        self.adoption = Adoption(self)

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
            self.adoption.go_on()
            if jobs := self._turns():
                self._trim()
                self._give_a_slice(jobs)
            elif not self.adoption.waiting:
                self._rest()

    def _give_a_slice(self, jobs: list[Job | ComparisonJob]) -> None:
        job = min(jobs, key=lambda each: each.cpu_seconds)
        began = job.clock()
        self._slice(job)
        job.cpu_seconds = min(
            job.cpu_seconds + job.clock() - began, min(each.cpu_seconds for each in jobs) + MOST_AHEAD
        )
        if job.state not in RUNNABLE and self.comparisons.get(job.key) is job:
            del self.comparisons[job.key]  # the web server has its last report

    def _turns(self) -> list[Job | ComparisonJob]:
        """Who is trained in turn; the others are told how many are ahead of them, and memory is looked after."""
        comparing = {} if self.preparing else self.comparisons
        others: list[Job | ComparisonJob] = [*self.comparisons.values(), *self.adoption.jobs]
        taken = sum(job.size for job in others)
        runs = memory_queue.of_runs(self.jobs.values(), self.limits, taken)
        comparisons = memory_queue.of_comparisons(comparing.values(), self.limits)
        for job, ahead in (*runs.positions(), *comparisons.positions()):
            if job.runs_ahead != ahead:
                job.runs_ahead = ahead
                self.send(job.status())
        self._make_room(runs, taken)
        return [*runs.turns, *comparisons.turns]

    def _make_room(self, runs: memory_queue.Queue, taken: int) -> None:
        for comparison in memory_queue.at_rest(self.comparisons.values(), self.limits):
            comparison.empty()
        for job in memory_queue.in_the_way(self.jobs.values(), runs, self.limits, self.newest, taken):
            self.has_forgotten = True
            if job in runs.waiting:
                job.empty()
            else:
                del self.jobs[job.key]

    def _rest(self) -> None:
        """Nothing is to be done: memory is given back, and the next request awaited."""
        if self.has_forgotten:
            give_back()
            self.has_forgotten = False
        self._take_requests(wait=True)

    def _trim(self) -> None:
        """Now and then memory is given back, also while there is much to do."""
        if self.has_forgotten and time.monotonic() > self.trimmed + TRIM:
            trim()
            self.trimmed = time.monotonic()

    def join(self, job: Job | ComparisonJob) -> None:
        """A job begins, or begins again: a little ahead of all others, whatever time it has had before."""
        others: list[Job | ComparisonJob] = [*self.jobs.values(), *self.comparisons.values()]
        least = min((other.cpu_seconds for other in others if other.state in RUNNABLE), default=0.0)
        job.cpu_seconds = max(job.cpu_seconds, least - HEAD_START)
        job.queue_number = next(self.arrivals)

    def _take_requests(self, *, wait: bool) -> None:
        while wait or not self.requests.empty():
            request, wait = self.requests.get(), False
            if request is PREPARED:
                self._let_go()
                continue
            if request["kind"] == "text":
                self.texts[request["name"]] = corpora.receive(request["name"], request["text"].tobytes())
                continue
            if request["kind"] == "let_go":
                self.texts.pop(request["name"], None)  # runs that still need it hold it
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
            self._forget(request["run"])
            if (comparison := self.comparisons.pop(request["run"], None)) is not None:
                comparison.stop()
            return
        if request["kind"] == "adopt":
            self.adoption.take(request)
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
            self.join(job)
        if request["kind"] == "train":
            self.send(job.status())
        self.answer(job)

    def _forget(self, key: str) -> None:
        """Lets go of a run; of one that somebody has asked about, when there is the answer."""
        if (job := self.jobs.get(key)) is None:
            return
        if job.questions:
            job.steps, job.patient_steps = max(question["step"] for question in job.questions), 0
        else:
            del self.jobs[key]
            self.has_forgotten = True

    def _take_comparison(self, request: dict) -> None:
        """One that is asked for again goes on from what is done; it has been checked by the web server."""
        key = request["run"]
        if request["kind"] == "stop":
            if key in self.comparisons:
                self.comparisons[key].stop()
            return
        if key not in self.comparisons:
            configs = [RunConfig.from_json(text) for text in request["configs"]]
            self.comparisons[key] = comparison_job(key, configs, request["seeds"])
        if self.comparisons[key].state not in RUNNABLE or not self.comparisons[key].has_begun:
            self.comparisons[key].state = "queued"
            self.join(self.comparisons[key])

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

    def _slice(self, job: Job | ComparisonJob) -> None:
        """Some training; whatever goes wrong in it is this job's matter alone."""
        if isinstance(job, ComparisonJob):
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
        self.answer(job)

    def _compare(self, job: ComparisonJob) -> None:
        try:
            self.send(job.advance())
        except Exception:
            traceback.print_exc()
            self.send(job.fail())

    def answer(self, job: Job) -> None:
        for question in job.ready_questions():
            if question["what"] in (*ASIDE, *formats.ASIDE) or job.has_more_than(question):
                self.aside.submit(self._reply, job, question, copy(job.run))  # it may be trained further meanwhile
            else:
                self._reply(job, question)

    def _reply(self, job: Job, question: dict, run: Run | None = None) -> None:
        self.send(job.answer(question, run))

    def send(self, message: bytes) -> None:
        try:
            if message:
                with self.sending:
                    write_frame(self.output, message)
        except BrokenPipeError:  # the web server is gone
            os._exit(0)
