"""Running scenarios inside tests: from a few lines of YAML to columns of numbers.

A test writes its scenario as text (or as a dict), runs a number of replications in this process, and asks for
columns:

    runs = run(\"\"\"
        start: 2025-01-01
        end: 2025-12-31
        groups: {staff: {posts: 100, turnover: 10%/year}}
        courses: {basic: {for: [staff], places: 20, schedule: {core: {per_year: 12}}}}
    \"\"\", replications=50)
    holders = runs.stock("coverage", "holders", course="basic")  # [replication, snapshot]
    booked = runs.rows("deliveries", course="basic")["booked"]   # of the only or the first replication

`format: 1` and a name are filled in where they are left out. Nothing here computes statistics: that is the test's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Any

import numpy as np
import yaml

from cascade_sim.model import scopes_of, simulate
from cascade_sim.randomness.streams import Luck
from cascade_sim.recording import Scopes, categories, tabulate
from cascade_sim.recording.tabulate import Columns
from cascade_sim.scenario import Scenario, load
from cascade_sim.timeline import YEAR

SNAPSHOT_TABLES = ("workforce", "coverage", "coverage_by_locality", "public", "roles", "costs")
_PREAMBLE = {"format": "format: 1\n", "name": "name: Test\n"}

Written = str | Mapping[str, Any]
Array = np.ndarray[Any, np.dtype[Any]]


def scenario_of(written: Written, *sets: str) -> Scenario:
    """Load a scenario from YAML text or from a dict of plain values, with each of `sets` (`path=value`) on top.

    ScenarioError says what is wrong with it, as with a file. Text may be indented as a whole.
    """
    text = dedent(written) if isinstance(written, str) else yaml.safe_dump(dict(written), sort_keys=False)
    top = {line.split(":")[0] for line in text.splitlines()}
    text = "".join(line for key, line in _PREAMBLE.items() if key not in top) + text
    with TemporaryDirectory() as folder:
        path = Path(folder) / "scenario.yaml"
        path.write_text(text, encoding="utf-8")
        return load(path, sets)


def run(
    written: Written | Scenario, *sets: str, replications: int = 1, seed: int | None = None, first: int = 1
) -> "Runs":
    """Run the replications `first`, `first` + 1… of a scenario, every value held; `seed` replaces the scenario's own.

    Two calls with the same seed share their luck replication by replication.
    """
    scenario = written if isinstance(written, Scenario) else scenario_of(written, *sets)
    if sets and isinstance(written, Scenario):
        raise ValueError("sets are for text: give them to `scenario_of`")
    plan, _, _ = scenario.plan()
    scopes = scopes_of(plan)
    lucks = (Luck(scenario.seed if seed is None else seed, number) for number in range(first, first + replications))
    return Runs(scopes, tuple(tabulate(simulate(plan, luck), scopes) for luck in lucks))


@dataclass(frozen=True)
class Runs:
    """The tables of some replications of one scenario; keys such as a course are given and returned as names."""

    scopes: Scopes
    tables: tuple[dict[str, Columns], ...]

    @property
    def dates(self) -> Array:
        """The date of each snapshot, `datetime64[D]`; the first is the day before the start."""
        return np.array(self.scopes.timeline.snapshots, dtype="datetime64[D]")

    @property
    def days(self) -> Array:
        """The moment of each snapshot in days from the start: about 0 for the first."""
        return self.scopes.timeline.snapshot_times

    @property
    def years(self) -> Array:
        """The moment of each snapshot in years (of 365.25 days) from the start."""
        return self.days / YEAR

    def stock(self, table: str, column: str, **where: str) -> Array:
        """A column of a table with a row for each snapshot, [replication, snapshot], floats.

        `table` is one of `SNAPSHOT_TABLES`. Rows are kept where every key of `where` (group, course, role) has that
        name, and summed over the keys that are not given. A flow column tells what happened since the row before.
        """
        if table not in SNAPSHOT_TABLES:
            raise ValueError(f"{table} has no row for each snapshot: use rows()")
        return np.stack([self._summed(columns[table], column, where) for columns in self.tables])

    def flow(self, table: str, column: str, **where: str) -> Array:
        """The same for a flow, summed over the run: one number for each replication."""
        return self.stock(table, column, **where).sum(axis=1)

    def rows(self, table: str, replication: int = 0, **where: str) -> dict[str, Array]:
        """The rows of any table of one replication (counted from 0 here), as columns with names in place of codes."""
        columns = self.tables[replication][table]
        kept = self._kept(columns, where)
        return {name: self._named(name, column[kept]) for name, column in columns.items()}

    def each(self, table: str, column: str, **where: str) -> list[Array]:
        """One column of any table, an array for each replication; they may differ in length."""
        return [self.rows(table, i, **where)[column] for i in range(len(self.tables))]

    def at(self, table: str, column: str, date: str, replication: int = 0, **where: str) -> int:
        """One number: a column at the snapshot of `date` (2025-01-31), summed over the keys that are not given."""
        found = np.flatnonzero(self.dates == np.datetime64(date))
        if not len(found):
            raise ValueError(f"no snapshot on {date}: they are {', '.join(map(str, self.dates))}")
        return int(self._summed(self.tables[replication][table], column, where)[found[0]])

    def _summed(self, columns: Columns, column: str, where: Mapping[str, str]) -> Array:
        kept = self._kept(columns, where)
        row = np.searchsorted(self.dates, columns["date"][kept])
        summed: Array = np.bincount(row, weights=columns[column][kept], minlength=len(self.dates))
        return summed

    def _kept(self, columns: Columns, where: Mapping[str, str]) -> Array:
        length = len(next(iter(columns.values())))
        kept = np.ones(length, bool)
        for key, name in where.items():
            kept &= columns[key] == self._names(key).index(name)
        return kept

    def _named(self, key: str, column: Array) -> Array:
        if key not in categories(self.scopes):
            return column
        return np.array(self._names(key), dtype=object)[column.astype(np.int64)]

    def _names(self, key: str) -> Sequence[str]:
        return categories(self.scopes)[key]
