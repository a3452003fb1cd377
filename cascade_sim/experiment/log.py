"""A log: a file of entries that is only ever added to, each kept the moment it is added.

Each entry carries its length and a checksum, so that an entry that a kill or a power cut left half written is known
for what it is, and dropped; all before it hold. An entry survives the end of this process at once, and a power cut
within about a second.
"""

import os
import struct
import time
import zlib
from abc import ABC, abstractmethod
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, Self

_FRAME = struct.Struct("<II")  # length and CRC-32 of what follows
_SYNC_EVERY = 1.0  # seconds; a disk that spins takes some 20 ms each time


class Log(ABC):
    """Entries of bytes, in a file or in memory. What is in them is the affair of who inherits this."""

    def __init__(self, file: BinaryIO | None = None) -> None:
        """Go on with an unbuffered file, from which a torn end is cut off; None: keep all in memory."""
        self._file: BinaryIO = file or BytesIO()
        self._end = 0
        self._synced = time.monotonic()
        self._read_all()

    @classmethod
    def at(cls, path: Path) -> Self:
        """The log in that file, which is made where there is none."""
        path.touch()
        return cls(path.open("r+b", buffering=0))

    @abstractmethod
    def __len__(self) -> int:
        """How many entries are kept for good."""

    @abstractmethod
    def _enter(self, data: bytes, start: int) -> None:
        """Take note of an entry, whose bytes begin there in the file."""

    def add(self, data: bytes) -> None:
        """Keep an entry; OSError if there is no room, and then nothing is changed."""
        entry = memoryview(_FRAME.pack(len(data), zlib.crc32(data)) + data)
        self._file.seek(self._end)
        try:
            while entry:
                entry = entry[self._file.write(entry) :]
        except OSError:
            self._file.truncate(self._end)
            raise
        self._take(data)
        if time.monotonic() - self._synced > _SYNC_EVERY:
            self.sync()

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

    def _bytes(self, start: int, size: int) -> bytes:
        """Some bytes of the file."""
        self._file.seek(start)
        return self._file.read(size)

    def _read_all(self) -> None:
        """Take up every whole entry; cut off what follows the last of them."""
        while (data := self._next()) is not None:
            self._take(data)
        self._file.truncate(self._end)

    def _next(self) -> bytes | None:
        """The entry at the end of those read so far; None if there is no whole one."""
        frame = self._bytes(self._end, _FRAME.size)
        if len(frame) < _FRAME.size:
            return None
        length, checksum = _FRAME.unpack(frame)
        data = self._file.read(length)
        return data if len(data) == length > 0 and zlib.crc32(data) == checksum else None

    def _take(self, data: bytes) -> None:
        self._enter(data, self._end + _FRAME.size)
        self._end += _FRAME.size + len(data)
