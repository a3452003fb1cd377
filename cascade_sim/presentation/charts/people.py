"""Those who come to a course for the public, and those who sign up to a self-paced one, year by year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis import Scope
from ...measures import MEASURES, Is
from ...scenario import Observation
from ..grids import Grid
from ..words import month_words
from .chart import Chart
from .history import History, by_period, of, periods, rows_of
from .marks import as_dates, count_axis, end_labels, fan, middles, observed, observed_by_year, sticks
from .numbers import grid
from .over_time import highest, time_panel
from .page import Layout, Words, page
from .phrases import (
    NothingToDraw,
    alternative,
    at_date,
    how_drawn,
    likely,
    names,
    number,
    pauses_drawn,
    points_drawn,
    sentences,
    stations,
)
from .source import Estimates, Source
from .style import BLUE, TEXT, text_width

_CALLED = {"arrived": "asked for it", "signed_up": "signed up", "completed": "completed it", "waiting": "waiting"}
_COME = {"signed_up": "sign up", "arrived": "ask"}  # the first of these that there is


@dataclass(frozen=True)
class _Panel:
    """A measure of a course: by year if it is a flow, over time if not, with what was counted of it in life."""

    measure: str
    told: Estimates
    points: Sequence[Observation]

    @property
    def yearly(self) -> bool:
        return MEASURES[self.measure].role is Is.FLOW

    def draw(self, ax: Axes, source: Source) -> None:
        if self.yearly:
            sticks(ax, source, middles(source, self.told), self.told)
            observed_by_year(ax, source, self.told, self.points)
        else:
            fan(ax, source, self.told)
            observed(ax, self.points)
            end_labels(ax, [(self.told.mean[-1], self.end, BLUE)])

    @property
    def title(self) -> str:
        """What it tells."""
        return f"{_CALLED[self.measure]} in the year" if self.yearly else _CALLED[self.measure]

    @property
    def end(self) -> str:
        """What stands at the end of the line."""
        return "" if self.yearly else f"{self.told.mean[-1]:,.0f}"

    def numbers(self, source: Source) -> Grid:
        """It as a table."""
        key = "year to" if self.yearly else "end of"
        return grid(source, self.title, key, "people", {_CALLED[self.measure]: self.told})

    def said(self, source: Source) -> str:
        """Its numbers in words."""
        if not self.yearly:
            return f"{self.title}: {', '.join(stations(source, self.told, 'people'))}"
        years = zip(as_dates(self.told.at), self.told.mean, strict=True)
        counted = ", ".join(f"{number(mean)} to {month_words(year)}" for year, mean in years)
        return f"{self.title}: {counted}"


def public(source: Source, course: str, history: History = ()) -> Chart:
    """How many people of the public ask for a course and complete it, by year, and how many wait."""
    if course not in source.public:
        raise NothingToDraw(f"'{course}' is for staff")
    if course in source.self_paced:
        raise NothingToDraw(f"'{course}' is self-paced: see plot.sign_ups")
    return _chart(source, "public", course, history, ("arrived", "completed", "waiting"))


def sign_ups(source: Source, course: str, history: History = ()) -> Chart:
    """How many sign up to a self-paced course and complete it, by year, and how many wait for a licence, if any do."""
    if course not in source.self_paced:
        raise NothingToDraw(f"nobody signs up to '{course}': it is held on dates")
    measures = ("arrived", "signed_up", "completed", "waiting")
    asked = of(history, ("arrived",), Scope(course=course)) or not source.over_time("waiting", Scope(course)).nothing
    return _chart(source, "sign-ups", course, history, measures if asked else measures[1:])


def _chart(source: Source, kind: str, course: str, history: History, measures: Sequence[str]) -> Chart:
    panels = [panel for measure in measures if (panel := _panel(source, course, history, measure))]
    if not any(panel.yearly for panel in panels):
        raise NothingToDraw(f"nobody ever comes to '{course}'")
    told = {panel.measure: panel.told for panel in panels}
    points = [point for panel in panels for point in panel.points]
    title = _finding(source, source.public.get(course, "staff"), told)
    done = " and ".join(_CALLED[panel.measure] for panel in panels if panel.yearly)
    subtitle = sentences(
        f"{source.label('courses', course)}: how many {source.public.get(course, 'staff')} {done}, by year"
        + ("" if all(panel.yearly for panel in panels) else "; below: those waiting"),
        how_drawn(source, mean="dots and lines: means", bands=("pale", "darker")),
        pauses_drawn(source, [course]),
        points_drawn(points),
    )
    words = Words(title, subtitle, source.footnote("yearly", *([] if all(p.yearly for p in panels) else ["summary"])))

    def build() -> Figure:
        right = max(text_width(panel.end, TEXT) for panel in panels) + 0.15
        layout = Layout([1.25] * len(panels), left=0.6, right=right, above=0.45, gap=(0.3, 0.5))
        figure, axes = page(words, layout)
        top = max(highest(source, [panel.told], panel.points) for panel in panels if panel.yearly)
        for ax, panel in zip(axes, panels, strict=True):
            count_axis(ax, top if panel.yearly else highest(source, [panel.told], panel.points))
            ax.set_title(panel.title, loc="left", size=TEXT, weight="bold", pad=14 if ax is axes[0] else 4)
            time_panel(ax, source, [course], labels=ax is axes[-1], worded=ax is axes[0])
            panel.draw(ax, source)
        return figure

    alt = alternative("A panel for each", title, subtitle, [panel.said(source) for panel in panels])
    return Chart(
        names(kind, course), title, alt, ("yearly", "summary"), build, rows_of(points),
        lambda: tuple(panel.numbers(source) for panel in panels),
    )  # fmt: skip


def _panel(source: Source, course: str, history: History, measure: str) -> _Panel | None:
    """A panel, if there is anything on it."""
    scope = Scope(course=course)
    points = of(history, (measure,), scope)
    if MEASURES[measure].role is Is.FLOW:
        told = source.by_year(measure, scope)
        points = [point for _, point in by_period(points, periods(source, told.at))]
    else:
        told = source.over_time(measure, scope)
    return None if told.nothing and not points else _Panel(measure, told, points)


def _finding(source: Source, who: str, told: Mapping[str, Estimates]) -> str:
    """`1,040 parents ask in the year to March 2028 and 310 complete (likely 250 to 380); 45 are waiting by then`."""
    come = next((measure for measure in _COME if measure in told), None)
    yearly = told.get("completed") or told[come or "waiting"]
    i = source.last_year(yearly)
    year = as_dates(yearly.at)[i]
    when = f"in the year to {month_words(year)}{'' if source.has_range else ', in this one future,'}"
    first = f"{number(told[come].mean[i])} {who} {_COME[come]} {when} and " if come else ""
    complete = _completing(source, told.get("completed"), i)
    finding = f"{first}{complete}" if come else f"{complete} {when}"
    if "waiting" not in told:
        return finding
    return f"{finding}; {number(at_date(told['waiting'], year)[0])} are waiting by then"


def _completing(source: Source, completed: Estimates | None, year: int) -> str:
    """`310 complete (likely 250 to 380)`; the range is left out where it has no width."""
    if completed is None:
        return "none complete"
    mean, low, high = (float(column[year]) for column in (completed.mean, completed.low, completed.high))
    ranged = likely(source, low, high, "people") if round(low) != round(high) else ""
    return f"{number(mean)} complete{ranged}"
