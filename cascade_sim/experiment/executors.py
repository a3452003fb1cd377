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
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from types import ModuleType
from typing import Generic, Protocol, TypeVar, cast

from .interrupts import held_back

Item = TypeVar("Item")
Result = TypeVar("Result")
Made_co = TypeVar("Made_co", covariant=True)

Results = Generator[tuple[Item, Result | "Crash"], None, None]

_SPAWN = get_context("spawn")


@dataclass(frozen=True)
class Crash:
    """Stands for the result of an item that crashed its worker each time it was tried."""

    reason: str


class Crew(Protocol[Item, Made_co]):
    """Workers that know what to do, and stay until they are closed."""

    def run(self, items: Sequence[Item]) -> Results[Item, Made_co]:
        """Yield each item with what the work makes of it, in any order; items are hashable.

        To be read to its end before the next: who leaves off has to close the crew.
        """
        ...

    def close(self) -> None:
        """Let the workers go."""
        ...


class Executor(Protocol):
    """Works on items, somewhere."""

    def crew(self, work: Callable[[Item], Result]) -> Crew[Item, Result]:
        """Workers for a work that does not raise, to be given items again and again."""
        ...

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Results[Item, Result]:
        """Yield each item with `work(item)`, in any order; no worker outlives the iterator."""
        ...


class Serial:
    """Works on one item after another, in this process."""

    def crew(self, work: Callable[[Item], Result]) -> Crew[Item, Result]:
        """A crew that is this process."""
        return _Alone(work)

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Results[Item, Result]:
        """Yield each item with its result, in order."""
        yield from self.crew(work).run(items)


class Processes:
    """Works on items in `jobs` new processes of this machine. An item that crashes its worker is tried once more."""

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def crew(self, work: Callable[[Item], Result]) -> Crew[Item, Result]:
        """Processes that are started when first needed."""
        return _Pool(work, self.jobs)

    def run(self, work: Callable[[Item], Result], items: Sequence[Item]) -> Results[Item, Result]:
        """Yield each item with its result as it is ready; no worker outlives the iterator."""
        with closing(self.crew(work)) as crew:
            yield from crew.run(items)


class _Alone(Generic[Item, Result]):
    def __init__(self, work: Callable[[Item], Result]) -> None:
        self._work = work

    def run(self, items: Sequence[Item]) -> Results[Item, Result]:
        for item in items:
            yield item, self._work(item)

    def close(self) -> None:
        pass


class _Pool(Generic[Item, Result]):
    def __init__(self, work: Callable[[Item], Result], jobs: int) -> None:
        self._workers = [_Worker[Item, Result](work) for _ in range(jobs)]

    def run(self, items: Sequence[Item]) -> Results[Item, Result]:
        todo, tried = deque(items), set[Item]()
        for worker in self._workers[: len(items)]:
            worker.give(todo.popleft())
        while busy := [worker for worker in self._workers if worker.busy]:
            for worker in _ready(busy):
                item, result = worker.item, worker.take()
                if again := isinstance(result, Crash) and item not in tried:
                    tried.add(item)
                    todo.append(item)  # last, when less goes on beside it
                if todo:
                    worker.give(todo.popleft())
                if not again:
                    yield item, result

    def close(self) -> None:
        for worker in self._workers:
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
