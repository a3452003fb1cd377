"""Posteriors: joint draws of several numbers of a scenario, as calibration leaves them, and the files they are kept in.

A posterior is a CSV file. Its first row names the numbers, `PATH [UNIT]`, by the path where each is written and the
unit in which it is given; every further row is one draw of all of them together.
"""

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from io import StringIO

import numpy as np
from numpy.typing import NDArray

from ..units import Unit, counted
from .quantities import Quantity

MOST_ROWS, MOST_COLUMNS, MOST_BYTES = 20_000, 500, 40_000_000
MOST_PROBLEMS = 1_000  # gathered of one file; nobody reads more

Numbers = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Posterior:
    """Joint draws of some numbers of a scenario: each row of `numbers` has one of each path, in the unit beside it."""

    paths: tuple[str, ...]
    units: tuple[Unit, ...]
    numbers: Numbers  # [draws × paths], as written

    def __len__(self) -> int:
        """How many draws there are."""
        return len(self.numbers)

    @cached_property
    def amounts(self) -> Numbers:
        """The draws in base units, [draws × paths]."""
        times, over = (np.array([getattr(unit, part) for unit in self.units]) for part in ("times", "over"))
        amounts: Numbers = self.numbers * times / over
        return amounts

    def draw(self, u: float) -> dict[str, float]:
        """The row at the quantile u of their order in the file: an amount in base units for each path."""
        row = min(int(u * len(self)), len(self) - 1)
        return dict(zip(self.paths, self.amounts[row].tolist(), strict=True))

    def only(self, paths: Collection[str]) -> "Posterior":
        """The draws of those of its paths that are among these."""
        kept = [place for place, path in enumerate(self.paths) if path in paths]
        return Posterior(
            tuple(self.paths[place] for place in kept),
            tuple(self.units[place] for place in kept),
            self.numbers[:, kept],
        )

    def text(self) -> str:
        """The file, which is read back as the same draws to the last digit."""
        return _csv(
            _header(zip(self.paths, self.units, strict=True)), (map(repr, row) for row in self.numbers.tolist())
        )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the draws in base units; neither units nor the order of the columns matter to it."""
        order = sorted(range(len(self.paths)), key=self.paths.__getitem__)
        draws = sha256(repr([self.paths[place] for place in order]).encode())
        draws.update(np.ascontiguousarray(self.amounts[:, order]).tobytes())
        return draws.hexdigest()

    def __str__(self) -> str:
        """`1,000 joint draws of 5 numbers (3f2a9c41)`."""
        size = f"{counted(len(self), 'joint draw')} of {counted(len(self.paths), 'number')}"
        return f"{size} ({self.fingerprint[:8]})"

    def __eq__(self, other: object) -> bool:
        return self.fingerprint == other.fingerprint if isinstance(other, Posterior) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.fingerprint)


def posterior_text(columns: Sequence[tuple[str, Quantity]], draws: Numbers) -> str:
    """The posterior file of draws in base units, [draws × columns], with ten digits in the unit of each quantity.

    `columns` are the paths where the numbers are written (keys of `Scenario.ranged`), each with its quantity.
    ValueError if the draws are none that could be read back: too many or none, not finite or below 0.
    """
    draws = np.asarray(draws, dtype=np.float64)
    if draws.ndim != 2 or draws.shape[1] != len(columns):
        raise ValueError(f"expected a column of draws for each of {len(columns)} numbers, found {draws.shape}")
    if not (1 <= len(draws) <= MOST_ROWS and 1 <= len(columns) <= MOST_COLUMNS):
        raise ValueError(f"a posterior has 1 to {MOST_ROWS:,} rows and 1 to {MOST_COLUMNS} columns: {draws.shape}")
    if not (np.isfinite(draws) & (draws >= 0)).all():
        raise ValueError("draws must be finite and at least 0")
    units = [quantity.unit for _, quantity in columns]
    rows = ((f"{unit.number(amount):.10g}" for unit, amount in zip(units, row, strict=True)) for row in draws.tolist())
    return _csv(_header((path, quantity.unit) for path, quantity in columns), rows)


def _header(columns: "Iterator[tuple[str, Unit]]") -> list[str]:
    return [f"{path} [{unit.text}]" if unit.text else path for path, unit in columns]


def _csv(header: list[str], rows: "Iterator[Iterator[str]]") -> str:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()
