"""The answers of simulations that were asked something, by the number of each: what a calibration keeps.

An answer is a row of numbers, NaN where there is none. As simulations are numbered in the order in which they are
asked for, and the same question is always asked under the same number, a calibration that goes on asks again from the
beginning and is answered from here until it comes to where it was broken off.
"""

import struct
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from .log import Log

Numbers = NDArray[np.float64]
_NUMBER = struct.Struct("<Q")
_FLOAT = np.dtype("<f8")


class Answers(Log):
    """Rows of numbers, each kept under the number of its simulation."""

    def __init__(self, file: BinaryIO | None = None) -> None:
        """Go on with an unbuffered file, from which a torn end is cut off; None: keep all in memory."""
        self._rows: dict[int, Numbers] = {}
        super().__init__(file)

    def __contains__(self, number: int) -> bool:
        return number in self._rows

    def __getitem__(self, number: int) -> Numbers:
        """The answer of a simulation."""
        return self._rows[number]

    def __len__(self) -> int:
        return len(self._rows)

    def keep(self, number: int, answer: Numbers) -> None:
        """Keep an answer; OSError if there is no room, and then nothing is changed."""
        self.add(_NUMBER.pack(number) + answer.astype(_FLOAT).tobytes())

    def _enter(self, data: bytes, start: int) -> None:
        (number,) = _NUMBER.unpack_from(data)
        self._rows[number] = np.frombuffer(data, _FLOAT, offset=_NUMBER.size)
