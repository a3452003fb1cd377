"""A lock on a file that the operating system takes back when its holder ends, however it ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EACCES, EAGAIN, EDEADLK
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _take(file: BinaryIO) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(file: BinaryIO) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


_HELD_BY_ANOTHER = (EACCES, EAGAIN, EDEADLK)


class Locked(Exception):
    """Somebody else holds the lock."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock of that file, in a folder that is made for it where there is none; Locked if another has it.

    The holder may delete the file, and the folder. On a file system that knows no locks, everybody gets one.
    """
    with _lock_of(path):
        yield


def _lock_of(path: Path) -> BinaryIO:
    """The file, open and locked."""
    while True:
        path.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):  # the holder before has just deleted the folder
            file = path.open("ab")
            try:
                _take_or_tell(file)
            except Locked:
                file.close()
                raise
            if _is_still_there(path, file):
                return file
            file.close()


def _take_or_tell(file: BinaryIO) -> None:
    try:
        _take(file)
    except OSError as error:
        if error.errno in _HELD_BY_ANOTHER:
            raise Locked from None


def _is_still_there(path: Path, file: BinaryIO) -> bool:
    """Whether the file has not been deleted, by who held the lock before, since it was opened."""
    try:
        return os.path.samestat(path.stat(), os.fstat(file.fileno()))
    except FileNotFoundError:
        return False
