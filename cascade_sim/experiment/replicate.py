"""One replication of a scenario: what a worker does.

It ends in rows of every table, or in what went wrong; it never raises, so that one bad replication costs one row of
`runs` and not the run.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from math import ceil

from ..errors import last_line
from ..model import scopes_of, simulate
from ..randomness.streams import Luck, stable_key
from ..recording import tabulate
from ..recording.tabulate import Columns
from ..scenario import Scenario


class Kind(StrEnum):
    """Where a replication's values come from."""

    FULL = "full"  # each drawn from its range, where it has one
    CHANCE = "chance"  # held at their values


_CHANCE_EVERY = 5  # so that there are four full replications to each by chance alone


@dataclass(frozen=True, order=True)
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
    """The replications of a run of `count`, in order of number.

    Where values are drawn, every fifth number (5, 10, 15…) is by chance alone and the others are full: `count` full
    ones and a quarter as many, rounded up, by chance alone. Where none are drawn, all are by chance alone. What a
    number stands for does not depend on `count`, so a longer run holds all of a shorter one.
    """
    if not draws_values:
        return tuple(Replication(number, Kind.CHANCE) for number in range(1, count + 1))
    full = [Replication(i + i // (_CHANCE_EVERY - 1) + 1, Kind.FULL) for i in range(count)]
    chance = [Replication(_CHANCE_EVERY * (i + 1), Kind.CHANCE) for i in range(ceil(count / (_CHANCE_EVERY - 1)))]
    return tuple(sorted((*full, *chance)))


def replicate(scenario: Scenario, replication: Replication, *, in_detail: bool = False) -> Outcome:
    """Run one replication; an error is caught and told by its last line. `in_detail`: by group and locality as well."""
    drawn: dict[str, float] = {}
    clipped: tuple[str, ...] = ()
    try:
        luck = Luck(scenario.seed, replication.number)
        plan, drawn, clipped = scenario.plan(_draws(luck) if replication.kind is Kind.FULL else None)
        tables = tabulate(simulate(plan, luck), scopes_of(plan), in_detail=in_detail)
    except Exception as error:  # whatever it is, the other replications go on
        return Outcome(replication, drawn=drawn, clipped=clipped, error=last_line(error))
    return Outcome(replication, tables, drawn, clipped)


def _draws(luck: Luck) -> Callable[[str], float]:
    values = luck.stream("value")
    return lambda path: values.uniform(stable_key(path))
