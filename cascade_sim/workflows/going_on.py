"""When a run does not come to its end: how far it came, and how to go on."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from ..errors import Interrupted, NotFinished
from ..experiment.experiment import Progress
from ..experiment.workplace import Workplace

_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


class Resumable(Protocol):
    """What was asked of something that can be gone on with."""

    @property
    def out(self) -> Path | None:
        """The folder the results go to."""

    def command_to_go_on(self) -> str:
        """The command that goes on with it."""


class Count:
    """Counts what is done (`what` it is called, such as futures), and passes the count on."""

    def __init__(self, progress: Progress | None, what: str = "futures") -> None:
        self._progress, self._what = progress, what
        self._total = 0

    def __call__(self, done: int, total: int) -> None:
        """Take note, and tell `progress`."""
        self._total = total
        if self._progress:
            self._progress(done, total)

    def words(self, place: Workplace[Any]) -> str:
        """`after 87 of 250 futures`."""
        if not self._total:
            return f"before any {self._what}"
        return f"after {len(place.journal)} of {self._total} {self._what}"


@contextmanager
def told_how_to_go_on(asked: Resumable, count: Count, place: Workplace[Any] | None) -> Iterator[None]:
    """Turn an interruption, and an error of the operating system, into one that says how to go on from there."""
    try:
        yield
    except KeyboardInterrupt as interruption:
        if place is None:
            raise
        if place.finished:
            raise interrupted_when_done(asked.out) from interruption
        if not len(place.journal):
            raise Interrupted("Interrupted; nothing was written.") from interruption
        told = f"Interrupted {count.words(place)}; go on with: {asked.command_to_go_on()}"
        raise Interrupted(told) from interruption
    except OSError as error:
        if place is None:
            raise
        told = f"{_reason(error)}, {count.words(place)}."
        if len(place.journal):
            told += f" These are kept; when that is put right, go on with: {asked.command_to_go_on()}"
        raise NotFinished(told) from error


def interrupted_when_done(folder: Path | None) -> Interrupted:
    """That a run was interrupted when nothing was left to do but to tell of it."""
    return Interrupted(f"Interrupted when all was done: the results are in {folder}.")


def _reason(error: OSError) -> str:
    """`the disk is full (tables/coverage.parquet)`."""
    if error.errno in _FULL or any(os.strerror(number) in str(error) for number in _FULL):
        return "The disk is full" if error.errno != errno.EFBIG else "A file has grown as large as it may"
    named = f" ({error.filename})" if error.filename else ""
    return f"The results could not be written: {error.strerror or error}{named}"
