"""Many files at once, in processes that may crash or hang without taking the search with them."""

import multiprocessing
import os
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from .judging import SECONDS, SIMULATED_SECONDS, judge
from .making import make

ADDRESS_SPACE = 4_000_000_000  # bytes that a worker may ask for: numpy and its threads reserve much and use little
PATIENCE = 3 * (SECONDS + SIMULATED_SECONDS)  # after which a worker that does not answer its alarm is stopped
IN_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None  # where writing a file takes no time
FORGET_PEAK = Path("/proc/self/clear_refs")
KEPT = 3  # reproducers of each fault
COUNTS = ("accepted", "refused", "broken", "simulated")

_FORK = multiprocessing.get_context("fork")


class Search:
    """A search through the files numbered `first` up to but without `last`, over some processes."""

    def __init__(self, seed: int, first: int, last: int, jobs: int, out: Path) -> None:
        self.seed, self.first, self.last, self.jobs, self.out = seed, first, last, jobs, out
        self.counts = _FORK.Array("q", jobs * len(COUNTS))
        self.current = _FORK.Array("q", [first + job for job in range(jobs)])
        self.begun = _FORK.Array("d", [time.time()] * jobs)
        self.found: Any = _FORK.SimpleQueue()  # signatures
        self.faults: Counter[str] = Counter()

    def run(self, tell: Callable[["Search"], None]) -> None:
        """Judge every file; `tell` is called now and then."""
        workers = {job: self._worker(job) for job in range(self.jobs)}
        while workers:
            time.sleep(0.2)
            for job, worker in list(workers.items()):
                if worker.is_alive() and time.time() - self.begun[job] < PATIENCE:
                    continue
                if worker.exitcode == 0:
                    del workers[job]
                    continue
                self._lost(job, worker)
                workers[job] = self._worker(job)
            self._collect()
            tell(self)

    def count(self, what: str) -> int:
        """How many files so far were accepted, refused, broken or simulated."""
        return sum(self.counts[COUNTS.index(what) :: len(COUNTS)])

    @property
    def done(self) -> int:
        """How many files were judged so far."""
        return self.count("accepted") + self.count("refused") + self.count("broken")

    def _worker(self, job: int) -> Any:
        self.begun[job] = time.time()
        worker = _FORK.Process(target=self._work, args=(job,), daemon=True)
        worker.start()
        return worker

    def _work(self, job: int) -> None:
        resource.setrlimit(resource.RLIMIT_AS, (ADDRESS_SPACE, ADDRESS_SPACE))
        if FORGET_PEAK.exists():  # or the most that the parent ever held would count as held by this process
            FORGET_PEAK.write_text("5")
        with TemporaryDirectory(prefix="fuzz-", dir=IN_MEMORY) as folder:
            os.chdir(folder)
            for number in self._numbers(job):
                self.current[job], self.begun[job] = number, time.time()
                verdict = judge(make(self.seed, number), Path(folder), number)
                self._add(job, verdict.outcome)
                if verdict.simulated:
                    self._add(job, "simulated")
                if verdict.outcome == "broken":
                    self.found.put((verdict.signature, number, verdict.detail))
        self.current[job] = self.last

    def _numbers(self, job: int) -> Iterator[int]:
        """The files of one worker, from where it (or the one before it) stands."""
        return iter(range(self.current[job], self.last, self.jobs))

    def _add(self, job: int, what: str) -> None:
        self.counts[job * len(COUNTS) + COUNTS.index(what)] += 1

    def _lost(self, job: int, worker: Any) -> None:
        """A worker crashed or hangs: its file is the fault, and the next worker goes on behind it."""
        hangs = worker.is_alive()
        worker.kill()
        worker.join()
        number = self.current[job]
        what = "hang beyond its alarm" if hangs else f"crash with status {worker.exitcode}"
        self._add(job, "broken")
        self._keep(what, number, what)
        self.current[job] = number + self.jobs

    def _collect(self) -> None:
        while not self.found.empty():
            self._keep(*self.found.get())

    def _keep(self, signature: str, number: int, detail: str) -> None:
        """Save what reproduces a fault, the first times it is met."""
        self.faults[signature] += 1
        if self.faults[signature] > KEPT:
            return
        case = make(self.seed, number)
        folder = self.out / signature.replace(" ", "-") / str(number)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in case.files.items():
            (folder / name).write_bytes(data)
        sets = "".join(f"--set {item!r}\n" for item in case.sets)
        said = f"seed {self.seed}, file {number}: {case.recipe}\n{sets}\n{detail}"
        (folder / "fault.txt").write_text(said, encoding="utf-8", errors="backslashreplace")
