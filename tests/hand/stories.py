"""Telling a story: a scenario small enough to do on paper, run once, and what is read off it.

In these stories nothing is left to chance: shares are 0% or 100%, durations are constant, and nobody leaves but at a
turnover of `AT_ONCE` for some days, at which everybody does.
"""

from collections import Counter

import numpy as np

from cascade_sim.measures import CAUSES
from cascade_sim.model import scopes_of, simulate
from cascade_sim.randomness.streams import Luck
from cascade_sim.recording import tabulate
from cascade_sim.timeline import YEAR
from tests.running import SNAPSHOT_TABLES, Runs, scenario_of

# Turnover, or a rate of stopping, at which nobody is left after ten days: the chance to stay so long is
# exp(-1000 * 10 / 365.25), about 1e-12.
AT_ONCE = "100000%/year"

# Ten nurses on a delivery of two days, 10 and 24 February, with twelve places and two trainers, who work among others.
TWO_DAYS = """
    start: 2025-01-01
    end: 2025-12-31
    groups:
      nurses: {posts: 10, turnover: 0%/year}
      coaches: {posts: 1, turnover: 0%/year}
      aides: {posts: 1, turnover: 0%/year}
    courses:
      basic:
        for: [nurses]
        taught_by: {role: trainer, each: 2}
        places: 12
        closes: 2 weeks
        days: [0, 14]
        demand: {willing: 100%}
        schedule: {core: {dates: [2025-02-10]}}
        attendance: {rebooks: 0%}
    roles:
      trainer:
        at_start: {members: 2, from: {coaches: 50%, aides: 50%}}
        deliveries: {mean: 50/year, spread: 0}
    """

Row = tuple[str | int, ...]


class Story:
    """One replication of a scenario written as YAML; `luck` is its number."""

    def __init__(self, written: str, *sets: str, luck: int = 1) -> None:
        plan, _, _ = scenario_of(written, *sets).plan()
        self._scopes = scopes_of(plan)
        self._records = simulate(plan, Luck(1, luck))
        self._runs = Runs(self._scopes, (tabulate(self._records, self._scopes),))

    def rows(self, table: str, columns: str, **where: str) -> list[Row]:
        """The rows of a table, with the columns named, dates as text.

        Of tables with a row for each snapshot, those in which all the counts asked for are 0 are left out.
        """
        names = columns.split()
        told = self._runs.rows(table, **where)
        rows = [tuple(map(_plain, row)) for row in zip(*(told[name] for name in names), strict=True)]
        if table in SNAPSHOT_TABLES:
            rows = [row for row in rows if any(value for value in row if isinstance(value, int))]
        return rows

    def deliveries(self, columns: str, **where: str) -> list[Row]:
        """The rows of `deliveries`, by day one."""
        return sorted(self.rows("deliveries", f"planned {columns}", **where))

    def at(self, date: str, table: str, columns: str, **where: str) -> Row:
        """Some numbers of one snapshot, summed over the keys that are not given."""
        return tuple(self._runs.at(table, column, date, **where) for column in columns.split())

    def limits(self, month: str, course: str = "basic") -> tuple[dict[str, int], str]:
        """What places of a month were lost to (what is 0 is left out), and the limiter."""
        table = self._runs.rows("limits", course=course)
        (row,) = [i for i, when in enumerate(table["month"]) if str(when).startswith(month)]
        lost = {name: int(column[row]) for name, column in table.items() if name in CAUSES}
        return {name: places for name, places in lost.items() if places}, str(table["limiter"][row])

    def days(self, fact: str) -> list[float]:
        """The moment of each fact of a kind, in days from the start, in order."""
        return sorted(self._records.facts[fact][0].tolist())

    def dates(self, fact: str) -> dict[str, int]:
        """How many facts of a kind fell on each date."""
        counted = Counter(str(self._scopes.timeline.date(day)) for day in self.days(fact))
        return dict(sorted(counted.items()))


def day(moment: float) -> float:
    """A moment to a millionth of a day: near enough to tell the end of a day from the next one."""
    return round(moment, 5)


def rest(deliveries_a_year: float) -> float:
    """How many days apart the day ones of a member with that capacity lie at least."""
    return YEAR / deliveries_a_year


def _plain(value: object) -> str | int:
    return int(value) if isinstance(value, int | np.integer) else str(value)
