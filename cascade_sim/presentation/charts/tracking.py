"""The chart of a forecast held against counts: a panel for each measure that was counted."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis import Scope
from ...analysis.tracking import SERIES
from ...measures import OBSERVABLE, Is
from ..grids import Grid, in_hundred, range_words, value_words
from ..tracking import Row, TrackingSummary, scored
from ..words import amount, day_words
from .chart import Chart
from .marks import BESIDE, circle, count_axis, day, fan, note, past_and_forecast, share_axis, time_axis
from .page import Layout, Words, page
from .phrases import alternative, how_drawn, sentences
from .source import Estimates, Source
from .style import BLACK, BLUE, DARK_VERMILION, TEXT

_MOST = 8  # panels
_ALONE = 2.8  # inches


def tracking(source: Source, summary: TrackingSummary) -> Chart:
    """What was forecast over time, and what was counted; counts outside the likely range are named."""
    every = summary.series()
    left = [[row[key] for key in SERIES] for row in summary.left]
    shown = sorted(every, key=lambda rows: [rows[0][key] for key in SERIES] not in left)[:_MOST]
    title = summary.finding
    flows = any(_is_flow(rows) for rows in shown)
    subtitle = sentences(
        how_drawn(source, mean="lines: means") if any(not _is_flow(rows) for rows in shown) else "",
        "pale bars: eight futures in ten of what is counted over a period, at its end; dots: the middle"
        if flows
        else "",
        _circles([row for rows in shown for row in rows]),
        "those outside have their number beside them" if any(not r["inside"] for rows in shown for r in rows) else "",
        f"{len(every) - len(shown)} more are in tables/tracking.csv" if len(every) > len(shown) else "",
    )
    words = Words(title, subtitle, source.footnote("tracking"))

    def build() -> Figure:
        columns = min(2, len(shown))
        lines = -(-len(shown) // columns)
        heights = [_ALONE if columns == 1 else 1.6] * lines
        figure, panels = page(words, Layout(heights, columns=columns, left=0.6, right=0.2, gap=(0.65, 0.65), above=0.5))
        for ax, rows in zip(panels, shown, strict=False):
            _panel(ax, source, summary, rows)
        for ax in panels[len(shown) :]:
            ax.remove()
        return figure

    said = [f"{summary.label(rows[0])}, {summary.sentence(row)}" for rows in shown for row in scored(rows)[-1:]]
    alt = alternative("Lines over time with counts, a panel for each measure", title, subtitle, said)
    return Chart("tracking", title, alt, ("tracking",), build, numbers=lambda: (_numbers(summary),))


def _circles(rows: Sequence[Row]) -> str:
    """What the points are, and their bars if they have any."""
    bars = ["how well the date is known"] if any(row["date_precision_days"] for row in rows) else []
    bars += ["one standard deviation"] if any(not pd.isna(row["sd"]) for row in rows) else []
    told = f" (bars: {', '.join(bars)})" if bars else ""
    return f"circles: counted in life{told}"


def _is_flow(rows: Sequence[Row]) -> bool:
    return OBSERVABLE[rows[0]["measure"]].role is Is.FLOW


def _panel(ax: Axes, source: Source, summary: TrackingSummary, rows: Sequence[Row]) -> None:
    first = rows[0]
    told = _over_time(source, rows)
    if summary.unit(first) == "share":
        share_axis(ax)
    else:
        drawn = [row["p90"] for row in rows] + [row["value"] + _or_nothing(row["sd"]) for row in rows]
        count_axis(ax, max([*drawn, *([source.highest(told)] if told else [])]))
    ax.set_title(summary.label(first), loc="left", size=TEXT, weight="bold", pad=14)
    time_axis(ax, source)
    past_and_forecast(ax, source)
    if told:
        fan(ax, source, told)
    else:
        _sticks(ax, rows)
    for row in rows:
        _count(ax, summary, row, aside=(0, 0) if told else BESIDE)


def _over_time(source: Source, rows: Sequence[Row]) -> Estimates | None:
    """The forecast at each date, of a state; of what is counted over periods, each has its own."""
    if _is_flow(rows):
        return None
    first = rows[0]
    return source.over_time(first["measure"], Scope(first["course"], first["group"], first["role"], first["locality"]))


def _sticks(ax: Axes, rows: Sequence[Row]) -> None:
    x = np.array([day(row["date"].date()) for row in rows])
    low, middle, high = (np.array([row[name] for row in rows]) for name in ("p10", "p50", "p90"))
    ax.vlines(x, low, high, color=BLUE, alpha=0.3, linewidth=6, label="range")
    ax.plot(x, middle, "o", color=BLACK, markersize=4, markeredgecolor="white", clip_on=False, label="middle")


def _count(ax: Axes, summary: TrackingSummary, row: Row, aside: tuple[float, float]) -> None:
    x, outside = day(row["date"].date()), not row["inside"]
    wide, high = row["date_precision_days"], _or_nothing(row["sd"])
    colour = DARK_VERMILION if outside else BLACK
    circle(ax, x, row["value"], wide=wide, high=high, aside=aside, colour=colour)
    if outside:
        said = amount(row["value"], summary.unit(row))
        note(ax, x, row["value"], said, above=row["value"] > row["p50"], colour=DARK_VERMILION)


def _or_nothing(value: float) -> float:
    return 0.0 if pd.isna(value) else value


def _numbers(summary: TrackingSummary) -> Grid:
    columns = ("counted", "what", "number", "forecast", "likely", "futures of 100 below it")
    rows = [
        (
            day_words(row["date"]),
            summary.label(row),
            value_words(row["value"], summary.unit(row)),
            value_words(row["p50"], summary.unit(row)),
            range_words(row["p10"], row["p90"], summary.unit(row)),
            in_hundred(row["below"]),
        )
        for row in summary.rows()
    ]
    return Grid.of("What was counted, and what was forecast", columns, rows, words=(1,))
