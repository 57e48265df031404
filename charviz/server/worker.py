"""The engine process: trains all runs in short slices, in turn, and sends what is done to the web server.

It reads and writes frames of chunks (see `packets`) on its standard input and output:
    in    train {run, config, steps, patient_steps}     how far a run is to go
          ask {run, config, id, what, step, ...}        one of `answers.QUESTIONS`, or the run as one of `files.FILES`
          compare {run, configs, seeds}, stop {run}     a comparison under a key of its own
          text {name}, with the array `text`            a long text of which the next requests may speak
    out   records, status {run, state, have}, answer {id, ...}, comparison {run, state, ...}
"""

import os
import queue
import sys
import threading
import traceback
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

import torch

from charviz import corpora
from charviz.config import RunConfig
from charviz.engines.choice import wants_compiled
from charviz.engines.warm import is_cached, is_ready
from charviz.errors import ConfigError
from charviz.server.answers import ASIDE
from charviz.server.comparing import ComparingJob
from charviz.server.job import RUNNABLE, Job, refusal
from charviz.server.packets import chunk, parse, read_frame, write_frame
from charviz.training import Trainer

MOST_RUNS, MOST_COMPARISONS = 64, 16
PREPARED = {"kind": "prepared"}


class Worker:
    """All jobs, those longest not asked for first; `preparing`: runs that want the compiled loops wait for these."""

    def __init__(self, output: BinaryIO, preparing: bool = False) -> None:
        self.output, self.preparing = output, preparing
        self.jobs: OrderedDict[str, Job] = OrderedDict()
        self.comparisons: OrderedDict[str, ComparingJob] = OrderedDict()
        self.requests: queue.SimpleQueue[dict] = queue.SimpleQueue()
        self.sending, self.aside = threading.Lock(), ThreadPoolExecutor(1)

    def listen(self, source: BinaryIO) -> None:
        """Reads requests until the web server is gone; then this process ends too."""
        while (frame := read_frame(source)) is not None:
            for header, arrays in parse(frame):
                self.requests.put(header | {"text": arrays.get("text")} if header["kind"] == "text" else header)
        os._exit(0)

    def prepare(self) -> None:
        """Compiles the loops, while the others go on; to be run in a thread of its own."""
        is_ready()
        self.requests.put(PREPARED)

    def work(self) -> None:
        """One slice for each unfinished run, in turn; requests are taken between any two slices."""
        while True:
            runnable = [job for job in self.jobs.values() if job.state in RUNNABLE]
            comparing = [job for job in self.comparisons.values() if job.state in RUNNABLE and not self.preparing]
            self._take_requests(wait=not (runnable or comparing))
            for job in runnable:
                self._slice(job)
                self._take_requests(wait=False)
            for job in comparing:
                self._compare(job)
                self._take_requests(wait=False)

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
                self.send(refusal(request, str(error)))

    def _take(self, request: dict) -> None:
        if request["kind"] in ("compare", "stop"):
            self._take_comparison(request)
            return
        job = self._job(request)
        if request["kind"] == "train":
            job.steps, job.patient_steps = request["steps"], request["patient_steps"]
            self.send(job.status())
        else:
            job.steps = max(job.steps, request["step"])
            job.questions.append(request)
        self._answer(job)

    def _take_comparison(self, request: dict) -> None:
        key = request["run"]
        if request["kind"] == "stop" and key in self.comparisons:
            self.comparisons[key].stop()
            self.send(self.comparisons[key].report())
        elif request["kind"] == "compare" and key not in self.comparisons:  # checked by the web server
            configs = [RunConfig.from_json(text) for text in request["configs"]]
            self.comparisons[key] = ComparingJob(key, configs, request["seeds"])
            if len(self.comparisons) > MOST_COMPARISONS:
                self.comparisons.popitem(last=False)

    def _compare(self, job: ComparingJob) -> None:
        try:
            if job.state in RUNNABLE:  # a request may have stopped it since
                self.send(job.advance())
        except Exception:
            traceback.print_exc()
            job.stop()
            self.send(job.report())

    def _let_go(self) -> None:
        """The loops are there, or never will be: nobody waits for them any longer."""
        self.preparing = False
        for job in self.jobs.values():
            job.preparing = False

    def _job(self, request: dict) -> Job:
        """The job of a request's run, made where it is not there; the longest not asked for is forgotten."""
        key = request["run"]
        if key not in self.jobs:
            config = RunConfig.from_json(request["config"])
            self.jobs[key] = Job(key, config, preparing=self.preparing and wants_compiled(config))
        self.jobs.move_to_end(key)
        if len(self.jobs) > MOST_RUNS:
            self.jobs.popitem(last=False)
        return self.jobs[key]

    def _slice(self, job: Job) -> None:
        try:
            if job.state in RUNNABLE:  # a request may have stopped it since
                self.send(job.advance())
        except torch.OutOfMemoryError:
            job.fall_back()
        except Exception:
            traceback.print_exc()
            job.failed = True
        self.send(job.status())
        self._answer(job)

    def _answer(self, job: Job) -> None:
        for question in job.ready_questions():
            if question["what"] in ASIDE:
                self.aside.submit(lambda question=question: self.send(job.answer(question)))
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
