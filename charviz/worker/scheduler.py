"""The worker process: trains all runs in short slices, in turn, and sends the results to the web server.

It reads and writes frames of chunks (see `packets`) on its standard input and output:
    in    train {run, config, steps, patient_steps}     how far to train a run
          ask {run, config, id, what, step, ...}        one of `answers.QUESTIONS`, or the run as one of `formats.FILES`
          withdraw {run, id}                            nobody waits for the answer any more
          adopt {run, id}, with the array `file`        a run from a file, to be known under this key
          forget {run}                                  drop a run
          compare {run, configs, seeds}, stop {run}     a comparison, to be stopped or continued
          text {name}, with the array `text`            a long text that the next requests may name
          let_go {name}                                 no further request will name it
          ping                                          is the loop alive?
    out   computing {turn, questions}, pong, records, status {run, state, have}, answer {id, ...}, comparison {run, state, ...}
"""

import itertools
import os
import queue
import threading
import time
import traceback
from collections import OrderedDict
from typing import Any, BinaryIO

import torch

from charviz.config import RunConfig
from charviz.engines.precompile import make_ready
from charviz.engines.selection import wants_compiled
from charviz.errors import ConfigError
from charviz.limits import LIMITS, Limits
from charviz.player.packets import chunk, parse, read_frame, write_frame
from charviz.server.malloc import give_back, trim
from charviz.text import corpora
from charviz.worker import memory_queue
from charviz.worker.answer_threads import AnswerThreads
from charviz.worker.cluster_job import comparison_job
from charviz.worker.comparison_job import ComparisonJob
from charviz.worker.training_job import RUNNABLE, Job, refusal
from charviz.worker.uploaded_run import Adoption

HEAD_START = 0.2  # seconds of CPU time by which a new run is ahead of older ones
MOST_AHEAD = 0.3  # maximum CPU-time debt of a run, in seconds: the first run also pays for loading torch
TRIM = 2.0  # seconds between two attempts to return memory to the system while busy
PREPARED = {"kind": "prepared"}
ANSWERED = {"kind": "answered"}  # a thread can take the next question


class Worker:
    """All jobs, the least recently requested first. preparing: runs that use the compiled loops wait until they are ready."""

    def __init__(self, output: BinaryIO, *, preparing: bool = False, limits: Limits = LIMITS) -> None:
        self.output, self.preparing, self.limits = output, preparing, limits
        self.jobs: OrderedDict[str, Job] = OrderedDict()
        self.texts: dict[str, corpora.Corpus] = {}
        self.comparisons: OrderedDict[str, ComparisonJob] = OrderedDict()
        self.requests: queue.SimpleQueue[dict] = queue.SimpleQueue()
        self.sending = threading.Lock()
        self.answers = AnswerThreads(self.send, self.computes, lambda: self.requests.put(ANSWERED))
        self.computing: dict[str, Any] = {"turn": "", "questions": []}
        self.arrivals, self.has_forgotten, self.trimmed = itertools.count(), False, 0.0
        self.newest = ""
        self.adoption = Adoption(self)
        self.takes = {
            "prepared": self._prepared,
            "answered": lambda _request: None,  # it has woken the loop, which hands out questions
            "text": self._take_text,
            "let_go": self._let_go,
            "withdraw": self._withdraw,
            "ping": self._pong,
        }

    def listen(self, source: BinaryIO) -> None:
        """Reads requests until the web server is gone; then this process ends too."""
        while (frame := read_frame(source)) is not None:
            for header, arrays in parse(frame):
                self.requests.put({**header, **arrays})  # the arrays are `text` or `file`, if any
        os._exit(0)

    def prepare(self) -> None:
        """Compiles the loops while other jobs continue; runs in its own thread."""
        make_ready()
        self.requests.put(PREPARED)

    def work(self) -> None:
        """Gives slices to the job that has used the least time; takes requests between slices."""
        torch.set_num_threads(1)  # threads that wait for each other take twenty times as long where all cores are busy
        while True:
            self._take_requests(wait=False)
            self.adoption.go_on()
            self.answers.hand_out(self.jobs.values())
            if jobs := self._turns():
                self._trim()
                self._give_a_slice(jobs)
            elif not self.adoption.waiting:
                self._rest()

    def computes(self, turn: str | None = None) -> None:
        """Tells the web server what is being computed: whatever it is when this process dies has to do with that.

        turn: the key of the run that is trained next; None: the same as before.
        """
        questions = [[question["run"], question["id"]] for question in self.answers.under_way]
        now = {"turn": self.computing["turn"] if turn is None else turn, "questions": questions}
        if now != self.computing:
            self.computing = now
            self.send(chunk({"kind": "computing", "run": "", **now}))

    def _give_a_slice(self, jobs: list[Job | ComparisonJob]) -> None:
        job = min(jobs, key=lambda each: each.cpu_seconds)
        self.computes(job.key)
        began = job.clock()
        self._slice(job)
        job.cpu_seconds = min(
            job.cpu_seconds + job.clock() - began, min(each.cpu_seconds for each in jobs) + MOST_AHEAD
        )
        if job.state not in RUNNABLE and self.comparisons.get(job.key) is job:
            del self.comparisons[job.key]  # the web server has the last report

    def _turns(self) -> list[Job | ComparisonJob]:
        """The jobs to train in turn. Also reports how many are ahead of the others, and makes room in memory."""
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
        """Nothing to do: returns memory, and waits for the next request."""
        self.computes("")
        if self.has_forgotten:
            give_back()
            self.has_forgotten = False
        self._take_requests(wait=True)

    def _trim(self) -> None:
        """Returns memory now and then while busy."""
        if self.has_forgotten and time.monotonic() > self.trimmed + TRIM:
            trim()
            self.trimmed = time.monotonic()

    def join(self, job: Job | ComparisonJob) -> None:
        """A job starts or restarts, a little ahead of all others, whatever time it has used before."""
        others: list[Job | ComparisonJob] = [*self.jobs.values(), *self.comparisons.values()]
        least = min((other.cpu_seconds for other in others if other.state in RUNNABLE), default=0.0)
        job.cpu_seconds = max(job.cpu_seconds, least - HEAD_START)
        job.queue_number = next(self.arrivals)

    def _take_requests(self, *, wait: bool) -> None:
        while wait or not self.requests.empty():
            request, wait = self.requests.get(), False
            if (take := self.takes.get(request["kind"])) is not None:
                take(request)
                continue
            try:
                self._take(request)
            except ConfigError as error:  # its long text is missing
                self.send(refusal(request, error.message))

    def _take_text(self, request: dict) -> None:
        self.texts[request["name"]] = corpora.receive(request["name"], request["text"].tobytes())

    def _let_go(self, request: dict) -> None:
        self.texts.pop(request["name"], None)  # runs that still need it keep it

    def _withdraw(self, request: dict) -> None:
        """Nobody waits for an answer any more."""
        if (job := self.jobs.get(request["run"])) is not None:
            job.questions = [question for question in job.questions if question["id"] != request["id"]]
        self.answers.cancel(request["id"])

    def _pong(self, request: dict) -> None:
        """The loop is alive; one that says nothing is ended by the web server."""
        if not self.answers.hang:
            self.send(chunk({"kind": "pong", "run": ""}))

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
            job.questions.append(request)
        if rested:
            self.join(job)
        if request["kind"] == "train":
            self.send(job.status())

    def _forget(self, key: str) -> None:
        """Drops a run; if there are questions about it, after they are answered."""
        if (job := self.jobs.get(key)) is None:
            return
        if job.questions:
            job.steps, job.patient_steps = 0, 0
        else:
            del self.jobs[key]
            self.has_forgotten = True

    def _take_comparison(self, request: dict) -> None:
        """Starts, continues or stops a comparison, which the web server has checked."""
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

    def _prepared(self, request: dict) -> None:
        """The loops are compiled, or cannot be: no run waits for them any longer."""
        self.preparing = False
        for job in self.jobs.values():
            job.preparing = False

    def _job(self, request: dict) -> Job:
        """The job of a request's run; created if necessary."""
        key = request["run"]
        if key not in self.jobs:
            config = RunConfig.from_json(request["config"])
            self.jobs[key] = Job(key, config, preparing=self.preparing and wants_compiled(config))
        self.jobs.move_to_end(key)
        self.newest = key
        return self.jobs[key]

    def _slice(self, job: Job | ComparisonJob) -> None:
        """Trains one slice; an error ends this job only."""
        if isinstance(job, ComparisonJob):
            self._compare(job)
            return
        try:
            self.send(job.advance())
        except torch.OutOfMemoryError:
            job.fall_back()
        except ConfigError as error:  # a missing device, or a run from a file that cannot be continued
            job.fail(error.message)
        except Exception:
            traceback.print_exc()
            job.fail()
        self.send(job.status())

    def _compare(self, job: ComparisonJob) -> None:
        try:
            self.send(job.advance())
        except Exception:
            traceback.print_exc()
            self.send(job.fail())

    def send(self, message: bytes) -> None:
        try:
            if message:
                with self.sending:
                    write_frame(self.output, message)
        except BrokenPipeError:  # the web server is gone
            os._exit(0)
