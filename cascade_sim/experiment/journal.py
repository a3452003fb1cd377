"""The journal: the finished replications of a run, each kept the moment it is finished.

It is one file, only ever added to. Each entry carries its length and a checksum, so that an entry that a kill or a
power cut left half written is known for what it is, and dropped; all before it hold. An entry survives the end of this
process at once, and a power cut within about a second. The journal is also where tables are gathered from, so that no
process holds all rows of a run.
"""

import os
import struct
import time
import zlib
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from ..recording.tabulate import Columns
from .encoding import Head, columns_of, head_of
from .replicate import Replication

_FRAME = struct.Struct("<II")  # length and CRC-32 of what follows
_SYNC_EVERY = 1.0  # seconds; a disk that spins takes some 20 ms each time


class Journal:
    """Finished replications, in a file or in memory."""

    def __init__(self, file: BinaryIO | None = None) -> None:
        """Go on with an unbuffered file, from which a torn end is cut off; None: keep all in memory."""
        self._file: BinaryIO = file or BytesIO()
        self._heads: dict[Replication, Head] = {}
        self._starts: dict[Replication, int] = {}
        self._end = 0
        self._synced = time.monotonic()
        self._read_all()

    @classmethod
    def at(cls, path: Path) -> "Journal":
        """The journal in that file, which is made where there is none."""
        path.touch()
        return cls(path.open("r+b", buffering=0))

    def __contains__(self, replication: Replication) -> bool:
        return replication in self._heads

    def __len__(self) -> int:
        """How many replications are kept for good: those that were lost with their worker are not among them."""
        return len(self._starts)

    def add(self, data: bytes) -> None:
        """Keep an outcome, as `encoding.encode` gives it; OSError if there is no room, and then nothing is changed."""
        entry = memoryview(_FRAME.pack(len(data), zlib.crc32(data)) + data)
        self._file.seek(self._end)
        try:
            while entry:
                entry = entry[self._file.write(entry) :]
        except OSError:
            self._file.truncate(self._end)
            raise
        self._enter(data)
        if time.monotonic() - self._synced > _SYNC_EVERY:
            self.sync()

    def lose(self, replication: Replication, reason: str) -> None:
        """Tell that a replication's worker died over it: failed in this run, and tried again by one that goes on."""
        self._heads[replication] = Head(replication, reason, {}, (), {})

    def head(self, replication: Replication) -> Head:
        """What came of a replication."""
        return self._heads[replication]

    def columns(self, replication: Replication, table: str) -> Columns:
        """A replication's rows of a table, as `encoding.columns_of` gives them; it must not have failed."""
        section = self._heads[replication].tables[table]
        self._file.seek(self._starts[replication] + section.start)
        return columns_of(self._file.read(section.size), section)

    def sync(self) -> None:
        """Make sure that a power cut loses nothing."""
        self._synced = time.monotonic()
        if not isinstance(self._file, BytesIO):
            os.fsync(self._file.fileno())

    def detach(self) -> None:
        """Go on from memory: the file is closed, and may be deleted."""
        self._file.seek(0)
        kept = BytesIO(self._file.read())
        self._file.close()
        self._file = kept

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def _read_all(self) -> None:
        """Take up every whole entry; cut off what follows the last of them."""
        while (data := self._next()) is not None:
            self._enter(data)
        self._file.truncate(self._end)

    def _next(self) -> bytes | None:
        """The entry at the end of those read so far; None if there is no whole one."""
        self._file.seek(self._end)
        frame = self._file.read(_FRAME.size)
        if len(frame) < _FRAME.size:
            return None
        length, checksum = _FRAME.unpack(frame)
        data = self._file.read(length)
        return data if len(data) == length > 0 and zlib.crc32(data) == checksum else None

    def _enter(self, data: bytes) -> None:
        head = head_of(data)
        self._heads[head.replication] = head
        self._starts[head.replication] = self._end + _FRAME.size
        self._end += _FRAME.size + len(data)
