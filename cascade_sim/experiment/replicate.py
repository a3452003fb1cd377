"""One replication of a scenario: what a worker does.

It ends in rows of every table, or in what went wrong; it never raises, so that one bad replication costs one row of
`runs` and not the run.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil

import numpy as np

from ..model import scopes_of, simulate
from ..randomness.streams import Luck, stable_key
from ..recording import tabulate
from ..recording.tabulate import Columns
from ..scenario import Scenario


class Kind(StrEnum):
    """Where a replication's values come from."""

    FULL = "full"  # each drawn from its range, where it has one
    CHANCE = "chance"  # held at their values


@dataclass(frozen=True)
class Replication:
    """Which replication it is, from 1, and of which kind."""

    number: int
    kind: Kind


@dataclass(frozen=True)
class Outcome:
    """What came of a replication: its rows of each table, or the error it failed with (then it has no rows)."""

    replication: Replication
    tables: dict[str, Columns] = field(default_factory=dict)
    drawn: dict[str, float] = field(default_factory=dict)
    clipped: tuple[str, ...] = ()
    error: str | None = None


def number_replications(count: int, *, draws_values: bool) -> tuple[Replication, ...]:
    """The replications of a run of `count`.

    Where values are drawn, `count` full ones are followed by a quarter as many (rounded up) by chance alone; where
    none are, all are by chance alone.
    """
    if not draws_values:
        return tuple(Replication(i, Kind.CHANCE) for i in range(1, count + 1))
    full = [Replication(i, Kind.FULL) for i in range(1, count + 1)]
    return (*full, *(Replication(i, Kind.CHANCE) for i in range(count + 1, count + ceil(count / 4) + 1)))


def replicate(scenario: Scenario, replication: Replication) -> Outcome:
    """Run one replication; an error is caught and told by its last line."""
    drawn: dict[str, float] = {}
    clipped: tuple[str, ...] = ()
    try:
        luck = Luck(scenario.seed, replication.number)
        plan, drawn, clipped = scenario.plan(_draws(luck) if replication.kind is Kind.FULL else None)
        tables = tabulate(simulate(plan, luck), scopes_of(plan))
        compact = {name: _compact(columns) for name, columns in tables.items()}
    except Exception as error:  # whatever it is, the other replications go on
        return Outcome(replication, drawn=drawn, clipped=clipped, error=_last_line(error))
    return Outcome(replication, compact, drawn, clipped)


def _draws(luck: Luck) -> Callable[[str], float]:
    values = luck.stream("value")
    return lambda path: values.uniform(stable_key(path))


def _compact(columns: Columns) -> Columns:
    """Halve what is sent back to the parent: counts and codes in 32 bits, dates as they are."""
    return {name: column if column.dtype.kind == "M" else column.astype(np.int32) for name, column in columns.items()}


def _last_line(error: Exception) -> str:
    """The last line of a traceback: the error's kind and its message, without line breaks."""
    message = " ".join(str(error).split())
    return f"{type(error).__name__}: {message}" if message else type(error).__name__
