"""From the records of one replication to its rows of each table.

Facts are counted into the row of the snapshot at or before whose moment they fell; states are copied. Keys are codes:
a group, course, role or schedule is its place in `Scopes`, a date its place among the timeline's snapshots.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from .. import measures
from ..timeline import year_ends
from .records import (
    CANCELLATIONS,
    COSTS,
    LOSSES,
    PUBLIC_STOCKS,
    STATUSES,
    Fact,
    Records,
    Scopes,
    delivery_columns,
)

Columns = dict[str, NDArray[np.generic]]
Ints = NDArray[np.int64]


def tabulate(records: Records, scopes: Scopes, *, in_detail: bool = False) -> dict[str, Columns]:
    """The rows of each table but `runs`, without the column `replication`.

    Dates are `datetime64[D]`; keys other than dates, and `status`, `cause` and `limiter`, are codes into the
    categories that `categories` gives; money is in hundredths. Tables on what a scenario does not have have no rows,
    nor has that by group and locality unless it is asked for `in_detail`.
    """
    return {
        "workforce": _workforce(records, scopes),
        "coverage": _coverage(records, scopes, measures.COVERAGE),
        "coverage_by_locality": _coverage(records, scopes, measures.COVERAGE_BY_LOCALITY),
        "coverage_by_group_and_locality": (
            _coverage(records, scopes, measures.COVERAGE_BY_GROUP_AND_LOCALITY)
            if in_detail
            else _nothing(measures.COVERAGE_BY_GROUP_AND_LOCALITY)
        ),
        "waits": _waits(records, scopes),
        "roles": _roles(records, scopes),
        "deliveries": _deliveries(records, scopes),
        "limits": _limits(records, scopes),
        "public": _public(records, scopes),
        "costs": _costs(records, scopes),
    }


def categories(scopes: Scopes) -> dict[str, tuple[str, ...]]:
    """What the codes of each column of kind category stand for. Schedules are named once each over all courses."""
    return {
        "group": scopes.groups,
        "course": scopes.courses,
        "role": scopes.roles,
        "schedule": _schedule_names(scopes),
        "locality": (*scopes.localities, ""),
        "status": STATUSES,
        "cause": CANCELLATIONS if scopes.has_budgets else CANCELLATIONS[:-1],
        "limiter": (*measures.CAUSES, "nothing"),
    }


def _schedule_names(scopes: Scopes) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in scopes.schedules for name in names))


class _Cells:
    """What the cells of people's facts and states are told by: the keys group, locality or both.

    An entry is one combination of these; `entry_of` has that of each cell.
    """

    def __init__(self, groups: int, localities: int, *keys: str) -> None:
        self.localities = localities
        of_cell = dict(zip(("group", "locality"), np.divmod(np.arange(groups * localities), localities), strict=True))
        self._keys, told = keys, np.stack([of_cell[key] for key in keys], axis=1)
        self._entries, entry_of = np.unique(told, axis=0, return_inverse=True)
        self.entry_of: Ints = entry_of.reshape(-1)

    def columns(self, entries: Ints, times: int) -> Columns:
        """The key columns of those entries, so many times over."""
        return {key: np.tile(self._entries[entries, i], times) for i, key in enumerate(self._keys)}


class _Rows:
    """Rows for each snapshot, each place (a course or role) and each entry: where facts and states are added up."""

    def __init__(self, scopes: Scopes, cells: _Cells, groups_of_places: tuple[tuple[int, ...], ...]) -> None:
        self._timeline, self._cells = scopes.timeline, cells
        self._snapshots, self._dates = len(scopes.timeline.snapshots), scopes.timeline.snapshot_dates
        told = np.zeros((max(len(groups_of_places), 1), len(scopes.groups)), bool)
        for place, groups in enumerate(groups_of_places):
            told[place, list(groups)] = True
        # somebody outside the groups that a course is for may hold it, but is no row
        self._place, self._cell = np.nonzero(np.repeat(told, cells.localities, axis=1))
        pairs = np.stack([self._place, cells.entry_of[self._cell]], axis=1)
        rows, row_of_pair = np.unique(pairs, axis=0, return_inverse=True)
        self._places, self._entries = rows.T
        row = row_of_pair.reshape(-1)
        self._row_of = np.full((len(told), len(cells.entry_of)), -1)
        self._row_of[self._place, self._cell] = row
        order = np.argsort(row, kind="stable")  # the cells of a row side by side
        self._place, self._cell = self._place[order], self._cell[order]
        self._first = np.flatnonzero(np.diff(row[order], prepend=-1))

    def keys(self, place_name: str | None) -> Columns:
        columns: Columns = {"date": np.repeat(self._dates, len(self._places))}
        if place_name:
            columns[place_name] = np.tile(self._places, self._snapshots)
        return columns | self._cells.columns(self._entries, self._snapshots)

    def counts(self, fact: Fact, *, values: bool = False) -> Ints:
        """How many of the facts fall into each row, or what their values add up to."""
        days, places, cells, amounts = fact
        row = self._row_of[places, cells]
        told = row >= 0
        at = self._timeline.rows(days[told]) * len(self._places) + row[told]
        weights = amounts[told] if values else None
        counted = np.bincount(at, weights=weights, minlength=self._snapshots * len(self._places))
        return counted.astype(np.int64)

    def states(self, stock: Ints) -> Ints:
        """A state at each snapshot, [snapshot, place, cell], added up into the rows."""
        states = stock[:, self._place, self._cell]
        if len(self._first) < len(self._place):
            states = np.add.reduceat(states, self._first, axis=1)
        summed: Ints = states.ravel()
        return summed


@lru_cache(maxsize=16)
def _rows(scopes: Scopes, groups_of_places: tuple[tuple[int, ...], ...], *keys: str, divided: bool = True) -> _Rows:
    """Where to find each row: the same for all replications of a scenario. Not `divided`: cells are groups."""
    localities = max(1, len(scopes.localities)) if divided else 1
    return _Rows(scopes, _Cells(len(scopes.groups), localities, *keys), groups_of_places)


def _workforce(records: Records, scopes: Scopes) -> Columns:
    rows = _rows(scopes, (tuple(range(len(scopes.groups))),), "group")
    table = rows.keys(None)
    for name, stock in records.workforce.items():
        table[name] = rows.states(stock)
    for name in ("started", "left"):
        table[name] = rows.counts(records.facts[name])
    return table


def _coverage(records: Records, scopes: Scopes, table: measures.Table) -> Columns:
    by = [name for name in table.names(measures.Is.KEY) if name in ("group", "locality")]
    if "locality" in by and not scopes.localities:
        return _nothing(table)
    rows = _rows(scopes, scopes.course_groups, *by)
    columns = rows.keys("course")
    for name in table.names(measures.Is.STOCK, measures.Is.FLOW):
        counted = name in records.facts
        columns[name] = rows.counts(records.facts[name]) if counted else rows.states(records.coverage[name])
    return columns


def _nothing(table: measures.Table) -> Columns:
    """A table without rows."""
    return {name: np.zeros(0, np.int64) for name in table.names()[1:]}


def _roles(records: Records, scopes: Scopes) -> Columns:
    rows = _rows(scopes, scopes.role_groups, "group", divided=False)
    table = rows.keys("role")
    for name, stock in records.roles.items():
        table[name] = rows.states(stock)
    for name in ("joined", "never_started", "stopped", "stopped_unused", "started_again"):
        table[name] = rows.counts(records.facts[name])
    table["left"] = rows.counts(records.facts["left_role"])
    table["left_active"] = rows.counts(records.facts["left_active"])
    table["deliveries"] = rows.counts(records.facts["gave"])
    table["days"] = rows.counts(records.facts["gave"], values=True)
    table["cost"] = rows.counts(records.facts["paid"], values=True)
    return table


def _waits(records: Records, scopes: Scopes) -> Columns:
    days, courses, cells, weeks = records.facts["completed"]
    groups = cells // max(1, len(scopes.localities))
    dates = scopes.timeline.snapshot_dates
    ends = dates[year_ends(dates, scopes.year_starts)]
    year = np.searchsorted(np.array([scopes.timeline.day(end) + 1 for end in ends.tolist()]), days, side="right")
    told = np.zeros((max(len(scopes.courses), 1), max(len(scopes.groups), 1)), bool)
    for course, of_course in enumerate(scopes.course_groups):
        told[course, list(of_course)] = True
    kept = told[courses, groups]
    keys = [key[kept] for key in (year, courses, groups, weeks)]
    shape = (len(ends), *told.shape, int(weeks.max(initial=0)) + 1)
    cells, people = np.unique(np.ravel_multi_index(keys, shape), return_counts=True)  # one number for each combination
    year, courses, groups, weeks = np.unravel_index(cells, shape)
    return {"year": ends[year], "course": courses, "group": groups, "weeks": weeks, "people": people}


def _deliveries(records: Records, scopes: Scopes) -> Columns:
    columns = delivery_columns(records.deliveries)
    columns["status"] = [STATUSES.index(str(status)) for status in columns["status"]]
    columns["cause"] = [CANCELLATIONS.index(str(cause)) for cause in columns["cause"]]
    table: Columns = {name: np.array(values, np.int64) for name, values in columns.items()}
    names = {name: i for i, name in enumerate(_schedule_names(scopes))}
    table["schedule"] = np.array(
        [names[scopes.schedules[row.course][row.schedule]] for row in records.deliveries], np.int64
    )
    start = np.datetime64(scopes.timeline.start, "D")
    table["planned"] = start + table["planned"].astype("timedelta64[D]")
    places = [scopes.schedule_localities[row.course][row.schedule] for row in records.deliveries]
    whole_area = len(scopes.localities)  # its code is the last
    table["locality"] = np.array([whole_area if place is None else place for place in places], np.int64)
    table["overbooked"] = np.array([max(0, row.booked - row.places) for row in records.deliveries], np.int64)
    return {name: table[name] for name in measures.DELIVERIES.names()[1:]}


def _limits(records: Records, scopes: Scopes) -> Columns:
    starts = scopes.timeline.month_starts
    months, courses = len(starts) - 1, len(scopes.courses)
    day_one, course, cause, places = records.losses
    month = np.searchsorted(starts, day_one, side="right") - 1
    lost = np.zeros((len(LOSSES), months, courses), np.int64)
    np.add.at(lost, (cause, month, course), places)
    amounts = dict(zip(LOSSES, lost, strict=True))
    amounts["dates"] = np.maximum(records.still_waiting - lost.sum(axis=0), 0)
    stacked = np.stack([amounts[name].ravel() for name in measures.CAUSES])
    ends = np.datetime64(scopes.timeline.start, "D") + (starts[1:] - 1).astype("timedelta64[D]")
    table: Columns = {"month": np.repeat(ends, courses), "course": np.tile(np.arange(courses), months)}
    table.update(zip(measures.CAUSES, stacked, strict=True))
    table["limiter"] = np.where(stacked.any(axis=0), stacked.argmax(axis=0), len(measures.CAUSES))
    return table


def _public(records: Records, scopes: Scopes) -> Columns:
    table, of = _dates_and_courses(scopes, scopes.public)
    for name in PUBLIC_STOCKS:
        table[name] = records.public[name][:, list(scopes.public)].ravel()
    for name in measures.PUBLIC.names(measures.Is.FLOW):
        days, course, _, people = records.facts[f"public_{name}"]
        cells = scopes.timeline.rows(days) * len(scopes.public) + of[course]
        table[name] = np.bincount(cells, weights=people, minlength=len(table["date"])).astype(np.int64)
    return table


def _costs(records: Records, scopes: Scopes) -> Columns:
    table, of = _dates_and_courses(scopes, scopes.priced)
    day, course, kind, amount = records.costs
    cells = scopes.timeline.rows(day) * len(scopes.priced) + of[course]
    paid = np.zeros((len(COSTS), len(table["date"])), np.int64)
    np.add.at(paid, (kind, cells), amount)
    return table | dict(zip(COSTS, paid, strict=True)) | {"total": paid.sum(axis=0)}


def _dates_and_courses(scopes: Scopes, courses: tuple[int, ...]) -> tuple[Columns, Ints]:
    """The keys of a table with a row for each snapshot and each of those courses, and which of them each course is."""
    of = np.full(len(scopes.courses) + 1, -1)
    of[list(courses)] = np.arange(len(courses))
    snapshots = scopes.timeline.snapshot_dates
    keys: Columns = {"date": np.repeat(snapshots, len(courses))}
    return keys | {"course": np.tile(np.array(courses, np.int64), len(snapshots))}, of
