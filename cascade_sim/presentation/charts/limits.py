"""What limited the cascade, month by month."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FuncFormatter

from ...analysis import Scope, held_back, telling_months
from ...measures import CAUSES, COUNTS, LIMITS_SUMMARY
from ...scenario import Observation
from ..grids import Grid
from ..standing import held_back_words
from ..words import month_words, percent
from .chart import Chart
from .history import History, by_period, of, periods, rows_of
from .marks import BOX, as_dates, circle, day, days, past_and_forecast, shade_pauses, time_axis, wide_of
from .page import Layout, Words, page
from .phrases import (
    NothingToDraw,
    alternative,
    held_on_dates,
    names,
    number,
    pauses_drawn,
    points_drawn,
    sentences,
)
from .source import Source
from .style import BLUE, GREY, SMALL, TEXT, text_width

_COUNTED = {name: count.of for name, count in COUNTS.items() if count.table == LIMITS_SUMMARY.name}

_NAMES = {
    "closed": "paused",
    "no_trainers": "no trainers",
    "no_budget": "no budget",
    "few_bookings": "too few bookings",
    "release": "no release",
    "empty": "no more people",
    "attendance": "attendance",
    "dates": "too few dates",
    "nothing": "nothing",
}
_HELD_BY = {
    "closed": "pauses",
    "no_trainers": "want of trainers",
    "no_budget": "want of money",
    "few_bookings": "too few bookings",
    "release": "want of release",
    "empty": "want of people",
    "attendance": "attendance",
    "dates": "too few dates",
    "nothing": "nothing",
}
_LEAST = 0.005  # share of futures that a cause must limit in some month to be drawn
_Counted = dict[str, list[tuple[int, Observation]]]  # by cause, with the number of the month


def limits(source: Source, course: str, history: History = ()) -> Chart:
    """For each month, the share of futures in which each cause took most places: a strip for each cause."""
    held_on_dates(source, course)
    table = source.tables["limits_summary"]
    rows = table[table["course"] == course]
    share = {cause: rows[rows["cause"] == cause] for cause in (*CAUSES, "nothing")}
    counted = _counted(source, history, course, rows)
    points = [point for those in counted.values() for _, point in those]
    drawn = [cause for cause, months in share.items() if cause in counted or months["limiter"].max() >= _LEAST]
    scenario = source.scenario
    deadlines = [target.by for target in scenario.targets]
    held = held_back(table, course, telling_months(scenario.start, scenario.end, scenario.today, deadlines))
    if not drawn or drawn == ["nothing"] or held is None:
        raise NothingToDraw(f"nothing ever limits '{course}'")
    drawn.sort(key=lambda cause: (cause == "nothing", -share[cause]["limiter"].sum()))
    _, _, how = held_back_words(held).partition(": ")
    title = f"Held back most by {_HELD_BY[held.cause]}: {how}"
    often = "in how many of 100 futures it was so" if source.has_range else "in the one future there is"
    subtitle = sentences(
        f"{source.label('courses', course)}: what took most places, or left most people waiting, month by month",
        often,
        pauses_drawn(source, [course]),
        points_drawn(points, valued=False, where=" as lost in that month, with their number where there is room"),
    )
    words = Words(title, subtitle, source.footnote("limits_summary"))

    def build() -> Figure:
        left = max(text_width(_NAMES[cause], TEXT) for cause in drawn) + 0.45
        figure, axes = page(words, Layout([0.42] * len(drawn), left=left, right=0.2, gap=(0.3, 0.14)))
        for ax, cause in zip(axes, drawn, strict=True):
            time_axis(ax, source, labels=ax is axes[-1])
            shade_pauses(ax, source, [course])
            past_and_forecast(ax, source, worded=ax is axes[0])
            _strip(ax, source, cause, share[cause])
            _circles(ax, source, share[cause], counted.get(cause, []))
        return figure

    said = [f"{_NAMES[cause]}: in up to {percent(share[cause]['limiter'].max())} of futures" for cause in drawn]
    alt = alternative("A strip for each cause", title, subtitle, said)
    return Chart(
        names("limits", course), title, alt, ("limits_summary",), build, rows_of(points),
        lambda: (_numbers(title, {cause: share[cause] for cause in drawn}),),
    )  # fmt: skip


def _numbers(title: str, share: Mapping[str, pd.DataFrame]) -> Grid:
    """The strips as a table: in how many of 100 futures each cause took most, month by month."""
    months = next(iter(share.values()))["month"]
    columns = [[f"{value * 100:.0f}" for value in rows["limiter"]] for rows in share.values()]
    rows = list(zip(map(month_words, as_dates(months.to_numpy())), *columns, strict=True))
    return Grid.of(title, ["month, of 100 futures", *(_NAMES[cause] for cause in share)], rows)


def _counted(source: Source, history: History, course: str, rows: pd.DataFrame) -> _Counted:
    """What was counted in life of each cause."""
    months = periods(source, np.unique(rows["month"].to_numpy()))
    found: _Counted = {}
    for month, point in by_period(of(history, _COUNTED, Scope(course)), months):
        found.setdefault(_COUNTED[point.measure], []).append((month, point))
    return found


def _strip(ax: Axes, source: Source, cause: str, months: pd.DataFrame) -> None:
    ax.set_ylim(0, 1)
    ax.yaxis.set_major_locator(FixedLocator([0, 1]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.0f}"))
    ax.tick_params(axis="y", labelsize=SMALL)
    edges = np.concatenate([[day(source.opening)], days(months["month"].to_numpy())])
    colour = GREY if cause == "nothing" else BLUE
    ax.stairs(months["limiter"].to_numpy(), edges, fill=True, color=colour, linewidth=0, label=cause)
    ax.annotate(
        _NAMES[cause], (0, 0.5), xycoords="axes fraction", xytext=(-26, 0), textcoords="offset points",
        ha="right", va="center", size=TEXT, annotation_clip=False,
    )  # fmt: skip


def _circles(ax: Axes, source: Source, months: pd.DataFrame, counted: list[tuple[int, Observation]]) -> None:
    """Circles in the middle of their months, half-way up, with how many were counted unless the next is too near."""
    ends = days(months["month"].to_numpy())
    middle = (np.concatenate([[day(source.opening)], ends[:-1]]) + ends) / 2
    places = np.sort([middle[month] for month, _ in counted])
    for month, point in counted:
        x, words = middle[month], number(point.value)
        circle(ax, x, 0.5, wide=point.date_precision_days)
        if not np.any((places > x) & (places < x + wide_of(ax, words, SMALL))):
            ax.annotate(
                words, (x, 0.5), xytext=(5, 0), textcoords="offset points", va="center", size=SMALL, bbox=BOX, zorder=6
            )
