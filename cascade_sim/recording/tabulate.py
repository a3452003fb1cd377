"""From the records of one replication to its rows of each table.

Facts are counted into the row of the snapshot at or before whose moment they fell; states are copied. Keys are codes:
a group, course, role or schedule is its place in `Scopes`, a date its place among the timeline's snapshots.
"""

import numpy as np
from numpy.typing import NDArray

from .. import measures
from ..timeline import year_ends
from .records import CANCELLATIONS, LOSSES, STATUSES, Fact, Records, Scopes, delivery_columns

Columns = dict[str, NDArray[np.generic]]
Ints = NDArray[np.int64]


def tabulate(records: Records, scopes: Scopes) -> dict[str, Columns]:
    """The rows of each table but `runs`, without the column `replication`.

    Dates are `datetime64[D]`; keys other than dates, and `status`, `cause` and `limiter`, are codes into the
    categories that `categories` gives.
    """
    return {
        "workforce": _workforce(records, scopes),
        "coverage": _coverage(records, scopes),
        "waits": _waits(records, scopes),
        "roles": _roles(records, scopes),
        "deliveries": _deliveries(records, scopes),
        "limits": _limits(records, scopes),
    }


def categories(scopes: Scopes) -> dict[str, tuple[str, ...]]:
    """What the codes of each column of kind category stand for. Schedules are named once each over all courses."""
    return {
        "group": scopes.groups,
        "course": scopes.courses,
        "role": scopes.roles,
        "schedule": _schedule_names(scopes),
        "locality": ("",),
        "status": STATUSES,
        "cause": CANCELLATIONS,
        "limiter": (*measures.CAUSES, "nothing"),
    }


def _schedule_names(scopes: Scopes) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in scopes.schedules for name in names))


class _Rows:
    """Rows for each snapshot and each (place, group) pair: where a fact is counted and a state is found."""

    def __init__(self, scopes: Scopes, pairs: list[tuple[int, int]], places: int) -> None:
        self._timeline = scopes.timeline
        self._snapshots = len(scopes.timeline.snapshots)
        self._pair_of = np.full((max(places, 1), max(len(scopes.groups), 1)), -1)
        for i, pair in enumerate(pairs):
            self._pair_of[pair] = i
        self._places = np.array([place for place, _ in pairs], np.int64)
        self._groups = np.array([group for _, group in pairs], np.int64)
        self._dates = scopes.timeline.snapshot_dates

    def keys(self, place_name: str | None) -> Columns:
        snapshots, pairs = self._snapshots, len(self._places)
        columns: Columns = {"date": np.repeat(self._dates, pairs)}
        if place_name:
            columns[place_name] = np.tile(self._places, snapshots)
        columns["group"] = np.tile(self._groups, snapshots)
        return columns

    def counts(self, fact: Fact, weights: Ints | None = None) -> Ints:
        days, places, groups, _ = fact
        pair = self._pair_of[places, groups]
        told = pair >= 0  # somebody outside the groups that a course is for may hold it, but is no row
        cell = self._timeline.rows(days[told]) * len(self._places) + pair[told]
        counted = np.bincount(
            cell, weights=None if weights is None else weights[told], minlength=self._snapshots * len(self._places)
        )
        return counted.astype(np.int64)

    def states(self, stock: Ints) -> Ints:
        taken: Ints = stock[:, self._places, self._groups].ravel()
        return taken


def _workforce(records: Records, scopes: Scopes) -> Columns:
    rows = _Rows(scopes, [(0, group) for group in range(len(scopes.groups))], 1)
    table = rows.keys(None)
    for name, stock in records.workforce.items():
        table[name] = rows.states(stock)
    for name in ("started", "left"):
        table[name] = rows.counts(records.facts[name])
    return table


def _coverage(records: Records, scopes: Scopes) -> Columns:
    pairs = [(course, group) for course, groups in enumerate(scopes.course_groups) for group in groups]
    rows = _Rows(scopes, pairs, len(scopes.courses))
    table = rows.keys("course")
    for column in measures.COVERAGE.columns[4:]:
        if column.name in records.coverage:
            table[column.name] = rows.states(records.coverage[column.name])
        elif column.name in records.facts:
            table[column.name] = rows.counts(records.facts[column.name])
        else:
            table[column.name] = np.zeros(len(table["date"]), np.int64)
    return table


def _roles(records: Records, scopes: Scopes) -> Columns:
    pairs = [(role, group) for role, groups in enumerate(scopes.role_groups) for group in groups]
    rows = _Rows(scopes, pairs, len(scopes.roles))
    table = rows.keys("role")
    for name, stock in records.roles.items():
        table[name] = rows.states(stock)
    for name in ("joined", "never_started", "stopped", "stopped_unused", "started_again"):
        table[name] = rows.counts(records.facts[name])
    table["left"] = rows.counts(records.facts["left_role"])
    table["left_active"] = rows.counts(records.facts["left_active"])
    table["deliveries"] = rows.counts(records.facts["gave"])
    table["days"] = rows.counts(records.facts["gave"], records.facts["gave"][3])
    return table


def _waits(records: Records, scopes: Scopes) -> Columns:
    days, courses, groups, weeks = records.facts["completed"]
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
    table["locality"] = np.zeros(len(records.deliveries), np.int64)
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
    amounts["no_budget"] = np.zeros((months, courses), np.int64)
    amounts["dates"] = np.maximum(records.still_waiting - lost.sum(axis=0), 0)
    stacked = np.stack([amounts[name].ravel() for name in measures.CAUSES])
    ends = np.datetime64(scopes.timeline.start, "D") + (starts[1:] - 1).astype("timedelta64[D]")
    table: Columns = {"month": np.repeat(ends, courses), "course": np.tile(np.arange(courses), months)}
    table.update(zip(measures.CAUSES, stacked, strict=True))
    table["limiter"] = np.where(stacked.any(axis=0), stacked.argmax(axis=0), len(measures.CAUSES))
    return table
