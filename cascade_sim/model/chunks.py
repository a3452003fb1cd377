"""What happened to several people at once, noted as it happens and joined into columns at the end."""

from collections.abc import Sequence
from itertools import chain

import numpy as np

from ..randomness.streams import Floats, Ints


class Chunks:
    """Lists of people, each with numbers that hold for all of them (moments, a day)."""

    def __init__(self) -> None:
        self._people: list[Sequence[int]] = []
        self._numbers: list[tuple[float, ...]] = []

    def add(self, people: Sequence[int], *numbers: float) -> None:
        """Note something about several people."""
        if people:
            self._people.append(people)
            self._numbers.append(numbers)

    def people(self) -> Ints:
        """Everybody noted, in order; somebody noted twice is there twice."""
        return np.fromiter(chain.from_iterable(self._people), np.int64, sum(map(len, self._people)))

    def numbers(self, which: int) -> Floats:
        """One of the numbers, for each of `people`."""
        column = np.array([numbers[which] for numbers in self._numbers], np.float64)
        return np.repeat(column, np.array([len(people) for people in self._people], np.int64))
