"""Deliveries run and cancelled, year by year."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis import Scope
from ...measures import COUNTS, DELIVERIES_YEARLY
from ...scenario import Observation
from ..words import day_words, month_words
from .chart import Chart
from .history import History, by_period, of, periods, rows_of
from .marks import (
    BESIDE,
    as_dates,
    circle,
    count_axis,
    middles,
    past_and_forecast,
    shade_pauses,
    stem,
    sticks,
    time_axis,
)
from .numbers import grid
from .page import Layout, Words, page
from .phrases import (
    NothingToDraw,
    alternative,
    held_on_dates,
    how_drawn,
    names,
    number,
    pauses_drawn,
    points_drawn,
    sentences,
    to_expect,
)
from .source import Estimates, Floats, Source
from .stacks import stack
from .style import BLACK, FILLS, TEXT, text_width

_COUNTED = {name: count.of for name, count in COUNTS.items() if count.table == DELIVERIES_YEARLY.name}
_CAUSES = {
    "closed": "paused",
    "no_trainers": "no trainers",
    "few_bookings": "too few bookings",
    "trainer_dropped_out": "a trainer dropped out",
    "no_budget": "no budget",
}
_CALLED_OFF = {
    "closed": "by a pause",
    "no_trainers": "for want of trainers",
    "few_bookings": "for want of bookings",
    "trainer_dropped_out": "because a trainer dropped out",
    "no_budget": "for want of money",
}


_Counted = dict[str, list[tuple[int, Observation]]]  # by outcome, with the number of the year


@dataclass(frozen=True)
class _Circle:
    """What was counted in a year, of all or of one cause: that stands on `base`, as its part of the bar does."""

    point: Observation
    year: int
    base: float
    colour: str
    aside: tuple[float, float]

    @property
    def top(self) -> float:
        return self.base + self.point.value + (self.point.sd or 0)

    def draw(self, ax: Axes, places: Floats) -> None:
        """Draw it, and what leads to it from where its part of a bar begins."""
        x, y, point = float(places[self.year]), self.base + self.point.value, self.point
        if self.colour != BLACK:
            stem(ax, x, self.base, y, aside=self.aside, colour=self.colour)
        circle(ax, x, y, wide=point.date_precision_days, high=point.sd, aside=self.aside, colour=self.colour)


def deliveries(source: Source, course: str, history: History = ()) -> Chart:
    """Deliveries run, year by year, and below them those cancelled, by cause."""
    held_on_dates(source, course)
    table = source.tables["deliveries_yearly"]
    rows = table[table["course"] == course]
    told = {str(name): Estimates.of(group, "year") for name, group in rows.groupby("outcome", sort=False)}
    if not told or (told["run"].nothing and told["cancelled"].nothing):
        raise NothingToDraw(f"no delivery of '{course}' is ever planned")
    counted = _counted(source, history, course, told["run"])
    causes = [name for name in _CAUSES if name in told and (name in counted or not told[name].nothing)]
    panels = ("run", "cancelled") if causes or "cancelled" in counted else ("run",)
    points = [point for those in counted.values() for _, point in those]
    title = _finding(source, told, causes)
    below = "; below: those called off, stacked by cause" if len(panels) > 1 else ""
    subtitle = sentences(
        f"{source.label('courses', course)}: deliveries run, by year{below}",
        how_drawn(source, mean="dots and bars: means", bands=("pale", "dark")),
        pauses_drawn(source, [course]),
        points_drawn(points, where=", of a cause from where its bar begins" if counted.keys() & {*causes} else ""),
    )
    words = Words(title, subtitle, source.footnote("deliveries_yearly"))

    def build() -> Figure:
        right = max((text_width(_CAUSES[name], TEXT) for name in causes), default=-0.3) + 0.5
        heights = [1.9, 1.3] if len(panels) > 1 else [2.6]
        figure, axes = page(words, Layout(heights, left=0.5, right=right, gap=(0.3, 0.35)))
        circles = {"run": _circles(told, [], counted, "run"), "cancelled": _circles(told, causes, counted, "cancelled")}
        for ax, panel in zip(axes, panels, strict=True):
            count_axis(ax, max([source.highest(told[panel]), *(one.top for one in circles[panel])]))
            time_axis(ax, source, labels=ax is axes[-1])
            shade_pauses(ax, source, [course])
            past_and_forecast(ax, source, worded=ax is axes[0])
        sticks(axes[0], source, middles(source, told["run"]), told["run"])
        for ax in axes[1:]:
            stack(ax, source, {cause: told[cause] for cause in causes}, told["cancelled"], _CAUSES)
        for ax, panel in zip(axes, panels, strict=True):
            for one in circles[panel]:
                one.draw(ax, middles(source, told[panel]))
        return figure

    said = [
        f"year to {day_words(year)}: {number(mean)} run"
        for year, mean in zip(as_dates(told["run"].at), told["run"].mean, strict=True)
    ]
    alt = alternative("A dot for each year" + (", and stacked bars" if len(panels) > 1 else ""), title, subtitle, said)
    return Chart(
        names("deliveries", course), title, alt, ("deliveries_yearly",), build, rows_of(points),
        lambda: (grid(source, title, "year to", "deliveries", _named(told, causes)),),
    )  # fmt: skip


def _named(told: dict[str, Estimates], causes: Sequence[str]) -> dict[str, Estimates]:
    """What is in the panels, by what it is called."""
    return {name: told[name] for name in ("run", "cancelled")} | {_CAUSES[cause]: told[cause] for cause in causes}


def _counted(source: Source, history: History, course: str, told: Estimates) -> _Counted:
    """What was counted in life of each outcome."""
    found: _Counted = {}
    for year, point in by_period(of(history, _COUNTED, Scope(course)), periods(source, told.at)):
        found.setdefault(_COUNTED[point.measure], []).append((year, point))
    return found


def _circles(told: dict[str, Estimates], causes: Sequence[str], counted: _Counted, whole: str) -> list[_Circle]:
    """The circles of a panel: of all that is counted there, and of each cause."""
    aside = (-BESIDE[0], 0.0) if causes else BESIDE
    found = [_Circle(point, year, 0.0, BLACK, aside) for year, point in counted.get(whole, [])]
    base = np.zeros(len(told[whole].mean))
    for cause, (colour, _) in zip(causes, FILLS, strict=False):
        found += [_Circle(point, year, float(base[year]), colour, BESIDE) for year, point in counted.get(cause, [])]
        base = base + told[cause].mean
    return found


def _finding(source: Source, told: dict[str, Estimates], causes: Sequence[str]) -> str:
    i = source.last_year(told["run"])
    run, cancelled = (float(told[name].mean[i]) for name in ("run", "cancelled"))
    year = month_words(as_dates(told["run"].at)[i])
    finding = f"{number(run)} deliveries {to_expect(source, several=True)} in the year to {year}"
    if cancelled < 0.95:
        return f"{finding}, and {'hardly any' if cancelled else 'none'} called off"
    if not causes:
        return f"{finding}; {number(cancelled)} called off"
    most = max(causes, key=lambda name: float(told[name].mean[i]))
    return f"{finding}; {number(cancelled)} called off, mostly {_CALLED_OFF[most]}"
