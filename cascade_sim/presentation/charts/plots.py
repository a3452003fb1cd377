"""`result.plot`: a chart for each question that a run answers."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property, partial
from pathlib import Path

import pandas as pd

from ...analysis import Scope
from ...analysis import bridge as bridge_between
from ...errors import UserError
from ...scenario import Observation, Target
from ...scenario.suggesting import unknown
from ...timeline import as_date
from . import over_time, people
from .bridge import bridge
from .chart import Chart
from .costs import costs
from .deliveries import deliveries
from .groups import groups, localities
from .history import History, of
from .ladder import by_years, ladder, standing_years
from .levels import levels
from .limits import limits
from .phrases import NothingToDraw, names
from .source import Source, scope_of
from .writing import pictures_of, write_charts

_BRIDGED = ("holders", "completed")  # measures that, of a group, no chart shows but its bridge


class Plots:
    """The charts of a run. Each shows itself in a notebook; `.save("chart.png")` (or .svg) keeps it.

    Courses, groups, roles and targets are given by name; left out, a chart is about the course of the first target
    (or the first course), all groups together, the first role and the first target. A name that is not there, and a
    chart with nothing in it, are a UserError. `history` is points counted in life (`load_history(…).observations`):
    those of the chart's own measures and scope are drawn on it.
    """

    def __init__(self, source: Source, history: History = ()) -> None:
        self._source, self._history = source, tuple(history)
        self._failed: dict[str, str] = {}

    def coverage(
        self,
        course: str | None = None,
        group: str | None = None,
        *,
        locality: str | None = None,
        history: History | None = None,
    ) -> Chart:
        """The share of people in post who are trained, over time, with targets."""
        scope = self._source.scope(course, group, locality)
        return over_time.coverage(self._source, scope, self._points(history))

    def trained_ever(
        self,
        course: str | None = None,
        group: str | None = None,
        *,
        locality: str | None = None,
        history: History | None = None,
    ) -> Chart:
        """People trained ever against those of them still in post: counts mislead."""
        scope = self._source.scope(course, group, locality)
        return over_time.trained_ever(self._source, scope, self._points(history))

    def waiting(
        self,
        course: str | None = None,
        group: str | None = None,
        *,
        locality: str | None = None,
        history: History | None = None,
    ) -> Chart:
        """People waiting, and the share of starters trained on time."""
        scope = self._source.scope(course, group, locality)
        return over_time.waiting(self._source, scope, self._points(history))

    def members(self, role: str | None = None, group: str | None = None, *, history: History | None = None) -> Chart:
        """Members of a role: all, active, and those who delivered in the last year."""
        name = self._source.role(role)
        return over_time.members(self._source, name, self._source.group(group), self._points(history))

    def levels(self, target: str | None = None, *, history: History | None = None) -> Chart:
        """The probability of reaching any level on a target's date."""
        found = {one.name: one for one in self._source.scenario.targets}
        if target is None and not found:
            raise UserError("the scenario has no target to draw")
        name = target or next(iter(found))
        if name not in found:
            raise UserError(unknown("target", name, found))
        return levels(self._source, found[name], self._points(history))

    def deliveries(self, course: str | None = None, *, history: History | None = None) -> Chart:
        """Deliveries run and cancelled, by year and cause."""
        return deliveries(self._source, self._source.course(course), self._points(history))

    def ladder(
        self, course: str | None = None, year: date | str | None = None, *, history: History | None = None
    ) -> Chart:
        """What became of the places offered in a year, given by its last day; left out, a past and a coming one."""
        name, years = self._source.course(course), () if year is None else (as_date(year),)
        return ladder(self._source, name, years, history=self._points(history))

    def bridge(
        self,
        course: str | None = None,
        since: date | str | None = None,
        until: date | str | None = None,
        *,
        group: str | None = None,
        history: History | None = None,
    ) -> Chart:
        """Why coverage changed between two dates of the tables (month ends); left out, from the start to today."""
        source = self._source
        name = source.course(course)
        first = source.opening if since is None else as_date(since)
        last = source.standing if until is None else as_date(until)
        table, points = bridge_between(source.tables, first, last), self._points(history)
        return bridge(source, table, name, source.group(group, name), history=points)

    def limits(self, course: str | None = None, *, history: History | None = None) -> Chart:
        """What held a course back, month by month."""
        return limits(self._source, self._source.course(course), self._points(history))

    def groups(
        self, course: str | None = None, when: date | str | None = None, *, history: History | None = None
    ) -> Chart:
        """Coverage by group at a date of the tables; left out, that of the next target or the end."""
        at = None if when is None else as_date(when)
        return groups(self._source, self._source.course(course), at, self._points(history))

    def localities(
        self, course: str | None = None, when: date | str | None = None, *, history: History | None = None
    ) -> Chart:
        """Coverage by locality at a date of the tables; left out, that of the next target or the end."""
        at = None if when is None else as_date(when)
        return localities(self._source, self._source.course(course), at, self._points(history))

    def public(self, course: str | None = None, *, history: History | None = None) -> Chart:
        """People of the public who ask for a course and complete it, by year, and those waiting."""
        name = self._source.one_of(course, self._source.public, "course for the public")
        return people.public(self._source, name, self._points(history))

    def sign_ups(self, course: str | None = None, *, history: History | None = None) -> Chart:
        """People who sign up to a self-paced course and complete it, by year."""
        name = self._source.one_of(course, self._source.self_paced, "self-paced course")
        return people.sign_ups(self._source, name, self._points(history))

    def costs(self, course: str | None = None, *, history: History | None = None) -> Chart:
        """What a course costs by year and by kind; left out, all courses together."""
        name = "" if course is None else self._source.course(course)
        return costs(self._source, name, self._points(history))

    def all(self) -> tuple[Chart, ...]:
        """Every chart that there is something to draw on: those that a run writes to `charts/`."""
        for chart in self._charts.values():
            if isinstance(chart, Exception):
                raise chart
        return self.sound()

    def write(self, folder: Path) -> Mapping[str, str]:
        """Write all of them to a folder, as SVG and as PNG; without a chart there will be no folder.

        A chart that cannot be drawn is left out, both files of it, and costs no other: returned are the names of such,
        each with the reason.
        """
        self._failed = write_charts(self._charts, folder)
        return self._failed

    def pictures(self, folder: Path | None = None) -> Iterator[tuple[Chart, str]]:
        """Each chart that can be drawn, with its SVG: as it was written to `folder`, or else drawn anew."""
        return pictures_of(self.sound(), folder, self._failed)

    def undrawn(self) -> tuple[Observation, ...]:
        """The points of the run's history that are on none of its charts."""
        drawn = {row for chart in self.sound() if chart.name not in self._failed for row in chart.observed}
        return tuple(point for point in self._history if point.row not in drawn)

    def _points(self, history: History | None) -> History:
        return self._history if history is None else history

    def sound(self) -> tuple[Chart, ...]:
        """Those of the charts whose words could be put together."""
        return tuple(chart for chart in self._charts.values() if isinstance(chart, Chart))

    @cached_property
    def _charts(self) -> Mapping[str, Chart | Exception]:
        """Every chart that there is something to draw on, by name, or what went wrong with it."""
        found: dict[str, Chart | Exception] = {}
        asked = [(draw, False) for draw in self._of_run()] + [(draw, True) for draw in self._of_points()]
        for draw, for_points in asked:
            try:
                chart = draw()
            except NothingToDraw:
                continue
            except Exception as error:  # as in `write_charts`
                found[_name_of(draw)] = error
                continue
            if chart.observed or not for_points:
                found.setdefault(chart.name, chart)
        return found

    def _of_run(self) -> Iterator[partial[Chart]]:
        source, history = self._source, self._history
        for target in source.scenario.targets:
            yield partial(levels, source, target, history)
        for course in source.courses:
            yield partial(over_time.coverage, source, Scope(course), history)
            yield partial(groups, source, course, history=history)
            yield partial(localities, source, course, history=history)
            yield partial(over_time.trained_ever, source, Scope(course), history)
            yield partial(over_time.waiting, source, Scope(course), history)
            for suffix, rows in _periods(source.tables["bridge"]):
                yield partial(bridge, source, rows, course, suffix=suffix, history=history)
            yield from _of_deliveries(source, course, history)
        for course in source.public:
            yield partial(people.public, source, course, history)
            yield from _of_deliveries(source, course, history)
        for course in source.self_paced:
            yield partial(people.sign_ups, source, course, history)
        for role in source.scenario.roles:
            yield partial(over_time.members, source, role, history=history)
        yield partial(costs, source, history=history)

    def _of_points(self) -> Iterator[partial[Chart]]:
        """Charts on which points of the history may lie that are of a scope or a year the others are not about."""
        source, history = self._source, self._history
        for scope in _scopes(history):
            course, told = scope.course, scope.course in (*source.courses, *source.public)
            if scope.role:
                yield partial(over_time.members, source, scope.role, scope.group, history)
            if not course:
                continue
            if scope.part or not told:
                for draw in (over_time.coverage, over_time.trained_ever, over_time.waiting):
                    yield partial(draw, source, scope, history)
            if of(history, _BRIDGED, scope) and (scope.group or not told):
                for suffix, rows in _periods(source.tables["bridge"]):
                    yield partial(bridge, source, rows, course, scope.group, suffix, history)
            if not told:
                yield partial(groups, source, course, history=history)
                yield partial(localities, source, course, history=history)
                yield partial(deliveries, source, course, history)
                yield partial(limits, source, course, history)
            yield partial(costs, source, course, history)
            drawn = standing_years(source, course) if told else []
            for year in sorted({year for year, _ in by_years(source, course, history)} - {*drawn}):
                yield partial(ladder, source, course, (year,), str(year), history)


def _name_of(draw: partial[Chart]) -> str:
    """What a chart would have been called, as near as can be told without it."""
    told: list[object] = []
    for one in (*draw.args, *draw.keywords.values()):
        told += [one.course, one.part] if isinstance(one, Scope) else [one.name if isinstance(one, Target) else one]
    return names(draw.func.__name__.replace("_", "-"), *(one for one in told if isinstance(one, str)))


def _of_deliveries(source: Source, course: str, history: History) -> Iterator[partial[Chart]]:
    """What there is to see of the deliveries of a course."""
    yield partial(deliveries, source, course, history)
    yield partial(ladder, source, course, history=history)
    yield partial(limits, source, course, history)


def _scopes(history: History) -> list[Scope]:
    """What the points of a history are of, in its order."""
    return list(dict.fromkeys(scope_of(point) for point in history))


def _periods(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """The periods of the table `bridge`, in order, and what tells their charts apart where there are several."""
    periods = [rows for _, rows in table.groupby(["since", "until"])]
    yield from zip(("to-today", "from-today") if len(periods) > 1 else ("",), periods, strict=True)
