"""What happened to several people at once, noted as it happens and joined into columns at the end."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np

from ..randomness.streams import Floats, Ints


class Chunks:
    """Lists of people, each with numbers that hold for all of them (moments, a day)."""

    def __init__(self) -> None:
        self._people: list[Sequence[int]] = []
        self._numbers: list[tuple[float, ...]] = []
        self._columns: tuple[Any, ...] | None = None  # of those noted with numbers of their own

    def add(self, people: Sequence[int], *numbers: float) -> None:
        """Note something about several people."""
        if people:
            self._people.append(people)
            self._numbers.append(numbers)

    def add_columns(self, people: Ints, *numbers: Floats) -> None:
        """Note something about many people, with numbers of their own for each; once, and nothing besides."""
        self._columns = people, *numbers

    def columns(self, numbers: int) -> tuple[Any, ...]:
        """Everybody noted, in order (somebody noted twice is there twice), and each of the numbers noted for them.

        `numbers` is how many there are of those.
        """
        if self._columns is not None:
            return self._columns
        sizes = [len(people) for people in self._people]
        people = np.fromiter(chain.from_iterable(self._people), np.int64, sum(sizes))
        table = np.fromiter(chain.from_iterable(self._numbers), np.float64, numbers * len(sizes))
        return people, *np.repeat(table.reshape(-1, numbers).T, sizes, axis=1)
