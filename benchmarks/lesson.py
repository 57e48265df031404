"""A class that does what people do in a lesson, on all pages, without browsers: `python -m benchmarks.classroom --people 60`.

They open the teacher's link, type texts of their own, go through the pages, fork, hand in texts and saved runs, look at a phone
that sleeps, leave and come back; and compare all at once, when the teacher says so. Each line of the table is a page: how long it
took from asking until what was asked for was there.
"""

import asyncio
import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import numpy as np

from benchmarks.classroom import ARRIVAL
from benchmarks.learner import Learner, Waits
from benchmarks.server import Server


@dataclass
class LessonReport(Waits):
    """What came of a lesson."""

    def table(self) -> str:
        """A line for each page, then what it took."""
        rows = [f"{'':12}{'times':>7}{'p50 s':>8}{'p95 s':>8}{'worst s':>9}"]
        for page, seconds in sorted(self.waits.items()):
            middle, most, worst = np.percentile(seconds, [50, 95, 100])
            rows.append(f"{page:12}{len(seconds):>7}{middle:>8.2f}{most:>8.2f}{worst:>9.2f}")
        late = np.percentile(self.lags, [50, 95]) if self.lags else (math.nan, math.nan)
        cores = [spent / max(self.seconds, 1e-9) for spent in self.cpu]
        rows.append(f"live records late: p50 {late[0]:.3f} s, p95 {late[1]:.3f} s ({self.records:,} records)")
        for name, memory, share in zip(("server", "worker"), (self.rss, self.worker_rss), cores, strict=True):
            before, most, after = memory
            rows.append(f"{name}: {before:.0f} MB before, {most:.0f} at most, {after:.0f} after; {share:.2f} cores")
        rows.append(f"errors: {len(self.errors)}, lost: {self.lost}, asked again: {self.asked_again}")
        return "\n".join(rows + [f"  {error}" for error in self.errors[:5]])


def acts(learner: Learner) -> list[Callable[[], Awaitable[None]]]:
    """What one does in a lesson, in an order of one's own after the beginning."""

    def page(name: str, **query: str) -> Callable[[], Awaitable[None]]:
        return lambda: learner.open(name, **query)

    pages = [page(name) for name in ("text", "memory", "cell", "units", "gradients", "shapes", "generate", "ideas")]
    pages += [page("order", page_seed=str(learner.number)), page("embeddings", page_seed=str(learner.number))]
    pages += [learner.own_text, learner.fork, learner.leave, learner.sleep, learner.bring]
    learner.draw.shuffle(pages)
    return [learner.live, learner.own_text, *pages]


async def _take_part(learner: Learner, end: float, pause: float, bell: asyncio.Event) -> None:
    """One round through everything, and more until the end; at the bell, all compare."""
    await learner.join()
    compared, rounds = False, 0
    while time.monotonic() < end or not rounds:
        for act in acts(learner):
            if rounds and time.monotonic() > end:
                break
            await act()
            if bell.is_set() and not compared:
                compared = True
                await learner.compare()
            await asyncio.sleep(min(pause * learner.draw.uniform(0.5, 1.5), max(end - time.monotonic(), 0)))
        rounds += 1
    await learner.quit()


async def _class(server: Server, people: int, seconds: float, report: LessonReport) -> None:
    end, bell, learners = time.monotonic() + seconds, asyncio.Event(), []
    pause = seconds / 20  # some sixteen things are done, and things take time
    asyncio.get_running_loop().call_later(seconds / 2, bell.set)
    for number in range(people):
        learner = Learner(server.address, number, report)
        learners.append(asyncio.create_task(_take_part(learner, end, pause, bell)))
        await asyncio.sleep(min(ARRIVAL, pause))
    await report.wait_for(learners)


def lesson(people: int, seconds: float, rest: float = 40.0, back: float = 1.15, first: float = 10.0) -> LessonReport:
    """So many people for so long, on a server of its own; afterwards it rests, until its memory is `back` at so many times
    what it was, for at most `rest` seconds. first: the seconds of one who comes before, so that all is loaded."""
    server = Server(CHARVIZ_GRACE="8", CHARVIZ_KEEP="12", STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="5")
    report = LessonReport()
    try:
        asyncio.run(_class(server, 1, first, LessonReport()))
        report.measure(server, _class(server, people, seconds, report), rest, back)
        return report
    finally:
        server.close()
