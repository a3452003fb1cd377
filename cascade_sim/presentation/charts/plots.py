"""`result.plot`: a chart for each question that a run answers."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd

from ...analysis import bridge as bridge_between
from ...errors import UserError
from ...scenario import Observation
from ...scenario.suggesting import unknown
from ...timeline import as_date
from . import over_time
from .bridge import bridge
from .chart import Chart
from .deliveries import deliveries
from .groups import groups
from .ladder import ladder
from .levels import levels
from .limits import limits
from .phrases import NothingToDraw
from .source import Source

History = Sequence[Observation]

_CHARTED = {
    "coverage": over_time.coverage,
    "trained_ever": over_time.trained_ever,
    "trained_ever_in_post": over_time.trained_ever,
    "waiting": over_time.waiting,
    "members": over_time.members,
    "active": over_time.members,
    "delivering": over_time.members,
}
"""The measures that points of a history are drawn of, and the charts with them."""


class Plots:
    """The charts of a run. Each shows itself in a notebook; `.save("chart.png")` (or .svg) keeps it.

    Courses, groups, roles and targets are given by name; left out, a chart is about the course of the first target
    (or the first course), all groups together, the first role and the first target. A name that is not there, and a
    chart with nothing in it, are a UserError. `history` is points counted in life (`load_history(…).observations`):
    those of the chart's own measures and scope are drawn on it.
    """

    def __init__(self, source: Source, history: History = ()) -> None:
        self._source, self._history = source, tuple(history)

    def coverage(self, course: str | None = None, group: str | None = None, *, history: History | None = None) -> Chart:
        """The share of people in post who are trained, over time, with targets."""
        name = self._source.course(course)
        return over_time.coverage(self._source, name, self._source.group(group, name), self._points(history))

    def trained_ever(
        self, course: str | None = None, group: str | None = None, *, history: History | None = None
    ) -> Chart:
        """People trained ever against those of them still in post: counts mislead."""
        name = self._source.course(course)
        return over_time.trained_ever(self._source, name, self._source.group(group, name), self._points(history))

    def waiting(self, course: str | None = None, group: str | None = None, *, history: History | None = None) -> Chart:
        """People waiting, and the share of starters trained on time."""
        name = self._source.course(course)
        return over_time.waiting(self._source, name, self._source.group(group, name), self._points(history))

    def members(self, role: str | None = None, group: str | None = None, *, history: History | None = None) -> Chart:
        """Members of a role: all, active, and those who delivered in the last year."""
        name = self._source.role(role)
        return over_time.members(self._source, name, self._source.group(group), self._points(history))

    def levels(self, target: str | None = None) -> Chart:
        """The probability of reaching any level on a target's date."""
        found = {one.name: one for one in self._source.scenario.targets}
        if target is None and not found:
            raise UserError("the scenario has no target to draw")
        name = target or next(iter(found))
        if name not in found:
            raise UserError(unknown("target", name, found))
        return levels(self._source, found[name])

    def deliveries(self, course: str | None = None) -> Chart:
        """Deliveries run and cancelled, by year and cause."""
        return deliveries(self._source, self._source.course(course))

    def ladder(self, course: str | None = None, year: date | str | None = None) -> Chart:
        """What became of the places offered in a year, given by its last day; left out, a past and a coming one."""
        return ladder(self._source, self._source.course(course), () if year is None else (as_date(year),))

    def bridge(
        self,
        course: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        *,
        group: str | None = None,
    ) -> Chart:
        """Why coverage changed between two dates of the tables (month ends); left out, from the start to today."""
        source = self._source
        name = source.course(course)
        first = source.opening if since is None else as_date(since)
        last = source.standing if until is None else as_date(until)
        return bridge(source, bridge_between(source.tables, first, last), name, source.group(group, name))

    def limits(self, course: str | None = None) -> Chart:
        """What held a course back, month by month."""
        return limits(self._source, self._source.course(course))

    def groups(self, course: str | None = None, when: date | str | None = None) -> Chart:
        """Coverage by group at a date of the tables; left out, that of the next target or the end."""
        return groups(self._source, self._source.course(course), None if when is None else as_date(when))

    def all(self) -> tuple[Chart, ...]:
        """Every chart that there is something to draw on: those that a run writes to `charts/`."""
        return tuple(self._drawable())

    def write(self, folder: Path) -> None:
        """Write all of them to a folder, as SVG and as PNG; without a chart there will be no folder."""
        for chart in self.all():
            folder.mkdir(exist_ok=True)
            chart.write(folder)

    def undrawn(self) -> tuple[Observation, ...]:
        """The points of the run's history that are on none of its charts."""
        drawn = {row for chart in self.all() for row in chart.observed}
        return tuple(point for point in self._history if point.row not in drawn)

    def _points(self, history: History | None) -> History:
        return self._history if history is None else history

    def _drawable(self) -> Iterator[Chart]:
        for draw in (*self._of_run(), *self._of_points()):
            try:
                yield draw()
            except NothingToDraw:
                continue

    def _of_run(self) -> Iterator[Callable[[], Chart]]:
        source, history = self._source, self._history
        for target in source.scenario.targets:
            yield partial(levels, source, target)
        for course in source.courses:
            yield partial(over_time.coverage, source, course, history=history)
            yield partial(groups, source, course)
            yield partial(over_time.trained_ever, source, course, history=history)
            yield partial(over_time.waiting, source, course, history=history)
            for suffix, rows in _periods(source.tables["bridge"]):
                yield partial(bridge, source, rows, course, suffix=suffix)
            yield partial(deliveries, source, course)
            yield partial(ladder, source, course)
            yield partial(limits, source, course)
        for role in source.scenario.roles:
            yield partial(over_time.members, source, role, history=history)

    def _of_points(self) -> Iterator[Callable[[], Chart]]:
        """Charts for those points of the history that are of a scope the others are not about."""
        source = self._source
        kinds = (over_time.coverage, over_time.trained_ever, over_time.waiting)
        told: set[tuple[object, str, str]] = {(kind, course, "") for course in source.courses for kind in kinds}
        told |= {(over_time.members, role, "") for role in source.scenario.roles}
        for point in self._history:
            draw, about, group = _CHARTED.get(point.measure), point.role or point.course, point.group or ""
            if draw and about and (draw, about, group) not in told:
                told.add((draw, about, group))
                yield partial(draw, source, about, group, self._history)


def _periods(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The periods of the table `bridge`, in order, and what tells their charts apart where there are several."""
    periods = [rows for _, rows in table.groupby(["since", "until"])]
    yield from zip(("to-today", "from-today") if len(periods) > 1 else ("",), periods, strict=True)
