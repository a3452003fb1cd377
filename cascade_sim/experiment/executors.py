"""Executors: where the replications are worked on.

An executor is given a function and items, and yields each item with its result as it is ready, in any order. What
it runs on is its own affair: this is the seam at which a cluster goes in.

The process pool is our own and not that of `concurrent.futures`: one that knows which item each worker has in hand
can say which of them crashed it, start another worker and go on, and can be stopped at once by Ctrl-C.
"""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import ModuleType
from typing import Generic, Protocol, TypeVar, cast

from .interrupts import held_back

Item = TypeVar("Item")
Result = TypeVar("Result")

Results = Generator[tuple[Item, Result | "Crash"], None, None]

_SPAWN = get_context("spawn")


@dataclass(frozen=True)
class Crash:
    """Stands for the result of an item that crashed its worker each time it was tried."""

    reason: str


class Executor(Protocol):
    """Works on items, somewhere."""

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Results[Item, Result]:
        """Yield each item with `work(item)`, in any order. `work` does not raise; items are hashable."""
        ...


class Serial:
    """Works on one item after another, in this process."""

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Results[Item, Result]:
        """Yield each item with its result, in order."""
        for item in items:
            yield item, work(item)


class Processes:
    """Works on items in `jobs` new processes of this machine. An item that crashes its worker is tried once more."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Results[Item, Result]:
        """Yield each item with its result as it is ready; no worker outlives the iterator."""
        todo, tried = deque(items), set[Item]()
        workers = [_Worker[Item, Result](work) for _ in range(min(self.jobs, len(items)))]
        try:
            for worker in workers:
                worker.give(todo.popleft())
            while busy := [worker for worker in workers if worker.busy]:
                for worker in _ready(busy):
                    item, result = worker.item, worker.take()
                    if again := isinstance(result, Crash) and item not in tried:
                        tried.add(item)
                        todo.append(item)  # last, when less goes on beside it
                    if todo:
                        worker.give(todo.popleft())
                    if not again:
                        yield item, result
        finally:
            for worker in workers:
                worker.stop()


class _Worker(Generic[Item, Result]):
    """A process with at most one item in hand; if it dies, the next item is given to a new one."""

    item: Item
    busy = False

    def __init__(self, work: Callable[[Item], Result]) -> None:
        self._work = work
        self._process: SpawnProcess | None = None
        self.pipe: Connection

    def give(self, item: Item) -> None:
        if self._process is None:
            self._start()
        self.item, self.busy = item, True
        with suppress(BrokenPipeError):  # dead already: `take` will tell
            self.pipe.send(item)

    def take(self) -> Result | Crash:
        self.busy = False
        try:
            return cast(Result, self.pipe.recv())
        except (EOFError, OSError):
            return Crash(self._cause_of_death())

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self.pipe.close()

    def _start(self) -> None:
        self.pipe, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_serve, args=(theirs, self._work), daemon=True)
        with _deaf_to_interrupts(), _main_left_out():
            self._process.start()
        theirs.close()

    def _cause_of_death(self) -> str:
        process = cast(SpawnProcess, self._process)
        process.join()
        self.pipe.close()
        self._process = None
        code = process.exitcode or 0
        how = f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
        return f"its worker process {how}"


def available_jobs() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _serve(pipe: Connection, work: Callable[[Item], Result]) -> None:
    """What a worker process does until its parent goes away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole process group; the parent decides
    with suppress(EOFError, ConnectionError):
        while True:
            pipe.send(work(pipe.recv()))


def _ready(workers: Sequence[_Worker[Item, Result]]) -> list[_Worker[Item, Result]]:
    """Those that have a result, or have died; waits for one at least."""
    ready = wait([worker.pipe for worker in workers])
    return [worker for worker in workers if worker.pipe in ready]


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A process started meanwhile ignores Ctrl-C from its first moment, before it can say so itself.

    It inherits that from this thread, which takes what came meanwhile once it is over.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # else the first process would start it, and that ends with signals let in
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        with held_back():  # another thread may have been given the signal
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _main_left_out() -> Iterator[None]:
    """A process started meanwhile does not run the user's script again, as spawned ones do; nothing of it is needed.

    So `cs.run` can stand in a plain script without `if __name__ == "__main__"`.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
