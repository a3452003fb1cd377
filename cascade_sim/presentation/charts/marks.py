"""What is drawn in a panel: means and ranges, marks of dates and targets, points counted in life.

Every artist that shows a number of a table carries its name as label: `mean`, `range`, `chance`, `target`, `observed`.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter, MaxNLocator, NullFormatter, NullLocator
from matplotlib.transforms import ScaledTranslation, Transform
from numpy.typing import NDArray

from ...scenario import Observation
from .history import by_period, periods
from .source import Estimates, Floats, Source
from .style import (
    BLACK,
    BLUE,
    CHANCE_ALPHA,
    DARK_VERMILION,
    GREY,
    PALE,
    RANGE_ALPHA,
    SMALL,
    TEXT,
    VERMILION,
    text_width,
)

_MONTHS = (1, 3, 6, 12, 24, 60, 120, 240, 600)  # between ticks
BESIDE = (6.0, 0.0)  # points off the mark of a year
_KEY = 0.32  # inches of a line beside its name
BOX = {"boxstyle": "square,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
_Look = TypeVar("_Look")


def days(dates: NDArray[np.generic]) -> NDArray[np.int64]:
    """Dates as places on the axis: days since 1970."""
    return np.asarray(dates, "datetime64[D]").astype(np.int64)


def as_dates(dates: NDArray[np.generic]) -> list[date]:
    """Dates of a table's column as Python has them."""
    found: list[date] = np.asarray(dates, "datetime64[D]").tolist()
    return found


def day(when: date) -> int:
    """A date as a place on the axis."""
    return int(np.datetime64(when, "D").astype(np.int64))


def middles(source: Source, told: Estimates) -> Floats:
    """Where the years of a table lie on the time axis: in the middle of each."""
    ends = days(told.at)
    return np.asarray((np.concatenate([[day(source.opening)], ends[:-1]]) + ends) / 2, np.float64)


def fan(ax: Axes, source: Source, told: Estimates, colour: str = BLUE, dashes: object = "-") -> None:
    """A mean over time with its range and, inside it, the range by chance alone."""
    x = days(told.at)
    if source.has_range:
        ax.fill_between(x, told.low, told.high, color=colour, alpha=RANGE_ALPHA, linewidth=0, label="range")
    if source.tells_chance_apart:
        ax.fill_between(
            x, told.chance_low, told.chance_high, color=colour, alpha=CHANCE_ALPHA, linewidth=0, label="chance"
        )
    ax.plot(x, told.mean, color=colour, linestyle=dashes, linewidth=1.6, label="mean", solid_capstyle="butt")


def observed_by_year(ax: Axes, source: Source, told: Estimates, points: Iterable[Observation]) -> None:
    """Points counted in life over a year each, beside the mark of that year."""
    middle = middles(source, told)
    for i, point in by_period(points, periods(source, told.at)):
        circle(ax, middle[i], point.value, wide=point.date_precision_days, high=point.sd, aside=BESIDE)


def sticks(ax: Axes, source: Source, places: Floats, told: Estimates, *, across: bool = False, wide: float = 6) -> None:
    """Ranges at single places: a pale stick, in it a darker one by chance alone, and a dot at the mean.

    They stand upright, or lie `across`. `wide` is in points.
    """
    draw = ax.hlines if across else ax.vlines
    known = ~np.isnan(told.mean)
    if source.has_range:
        draw(places[known], told.low[known], told.high[known], color=BLUE, alpha=0.3, linewidth=wide, label="range")
    if source.tells_chance_apart:
        draw(
            places[known], told.chance_low[known], told.chance_high[known],
            color=BLUE, alpha=0.65, linewidth=wide, label="chance",
        )  # fmt: skip
    x, y = (told.mean, places) if across else (places, told.mean)
    ax.plot(
        x,
        y,
        "o",
        color=BLACK,
        markersize=wide * 0.7,
        markeredgecolor="white",
        markeredgewidth=0.6,
        clip_on=False,
        label="mean",
    )


def whiskers(ax: Axes, source: Source, place: float, told: Estimates, *, base: float, sign: int = 1) -> None:
    """The range of a bar that lies across and begins at `base`: a thin line, and a thicker one by chance alone."""
    if source.has_range:
        ax.hlines(place, base + sign * told.low, base + sign * told.high, color=BLACK, linewidth=0.9, label="range")
    if source.tells_chance_apart:
        low, high = base + sign * told.chance_low, base + sign * told.chance_high
        ax.hlines(place, low, high, color=BLACK, linewidth=2.6, label="chance")


def uprights(ax: Axes, source: Source, places: Floats, told: Estimates, *, base: float = 0.0) -> None:
    """The same for bars that stand on `base`."""
    if source.has_range:
        ax.vlines(places, base + told.low, base + told.high, color=BLACK, linewidth=0.9, label="range")
    if source.tells_chance_apart:
        ax.vlines(places, base + told.chance_low, base + told.chance_high, color=BLACK, linewidth=2.6, label="chance")


def time_axis(ax: Axes, source: Source, *, labels: bool = True) -> None:
    """Years (or months, in a short run) along the bottom, from the opening to the end."""
    date_axis(ax, source.opening, source.scenario.start, source.scenario.end, labels=labels)


def date_axis(ax: Axes, opening: date, start: date, end: date, *, labels: bool = True) -> None:
    """The same from any opening to any end."""
    ax.set_xlim(day(opening), day(end))
    places, words = _ticks(start, end, most=max(2, int(_inches(ax)[0] / 0.5)))
    ax.xaxis.set_major_locator(FixedLocator(places))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_major_formatter(FixedFormatter(words) if labels else NullFormatter())


def _ticks(start: date, end: date, most: int) -> tuple[list[int], list[str]]:
    """Round dates, at most so many, and what they are called."""
    first, last = (np.datetime64(when, "M").astype(np.int64) + 1970 * 12 for when in (start, end))
    step = next((step for step in _MONTHS if (last - first + 1) / step <= most), _MONTHS[-1])
    months = [month - 1970 * 12 for month in range(first, last + 2) if month % step == 0]
    dates: list[date] = np.array(months, "datetime64[M]").astype("datetime64[D]").tolist()
    inside = [when for when in dates if start <= when <= end]
    if step >= 12:
        return [day(when) for when in inside], [str(when.year) for when in inside]
    firsts = {when.year: when for when in reversed(inside)}
    words = [f"{when:%b}\n{when.year}" if firsts[when.year] == when else f"{when:%b}" for when in inside]
    return [day(when) for when in inside], words


def share_axis(ax: Axes, *, across: bool = False, most: float = 1.0) -> None:
    """Percentages from 0 to 100 on the upright axis, or on the one across."""
    axis = ax.xaxis if across else ax.yaxis
    (ax.set_xlim if across else ax.set_ylim)(0, most)
    axis.set_major_locator(FixedLocator([0, 0.2, 0.4, 0.6, 0.8, 1.0]))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.0f}%"))
    ax.grid(axis="x" if across else "y")


def percent_axis(ax: Axes, most: float) -> None:
    """Percentages upright from 0 to `most`, where the parts of a share are told."""
    ax.set_ylim(0, most)
    ax.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{round(value * 100, 6):g}%"))
    ax.grid(axis="y")


def count_axis(ax: Axes, highest: float, *, across: bool = False) -> None:
    """Whole numbers from 0 to a little above the highest."""
    axis = ax.xaxis if across else ax.yaxis
    (ax.set_xlim if across else ax.set_ylim)(0, max(highest, 1) * 1.08)
    axis.set_major_locator(MaxNLocator(5, integer=True))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.grid(axis="x" if across else "y")


def past_and_forecast(ax: Axes, source: Source, *, worded: bool = True) -> None:
    """A line at today, `worded` with past and forecast over it, if the scenario says when today is."""
    today = source.scenario.today
    if today is None or not source.opening < today < source.scenario.end:
        return
    ax.axvline(day(today), color=GREY, linewidth=0.9, linestyle=(0, (3, 2)), zorder=1.5)
    if not worded:
        return
    first, last = ax.get_xlim()
    inches = _inches(ax)[0]
    for word, room, side, gap in (
        ("past", day(today) - first, "right", -4),
        ("forecast", last - day(today), "left", 4),
    ):
        if room / (last - first) * inches > text_width(word, SMALL) + 0.1:
            ax.annotate(
                word, (day(today), 1), xycoords=("data", "axes fraction"), xytext=(gap, 3), textcoords="offset points",
                ha=side, va="bottom", size=SMALL, color=GREY, annotation_clip=False,
            )  # fmt: skip


def shade_pauses(ax: Axes, source: Source, courses: Iterable[str]) -> bool:
    """Shade the stretches in which these courses are paused; whether there are any."""
    stretches = {stretch for course in courses for stretch in source.pauses[course]}
    for first, last in sorted(stretches):
        ax.axvspan(day(first), day(last) + 1, color=PALE, linewidth=0, zorder=0)
    return bool(stretches)


def end_labels(ax: Axes, labels: Sequence[tuple[float, str, str]]) -> None:
    """Texts (height, words, colour) to the right of the panel, kept from overlapping, each beside its line's end."""
    for at, words, colour in _placed(ax, labels):
        _at_the_end(ax, at, words, colour, aside=4)


def end_keys(ax: Axes, labels: Sequence[tuple[float, str, dict[str, Any]]]) -> None:
    """The same in black, each after a piece of its line, which looks as the third of it says."""
    width = _inches(ax)[0]
    begin, end = (1 + inches / width for inches in (0.06, 0.06 + _KEY))
    for at, words, look in _placed(ax, labels):
        across = ax.get_yaxis_transform()
        ax.plot([begin, end], [at, at], transform=across, clip_on=False, linewidth=1.6, label="key", **look)
        _at_the_end(ax, at, words, BLACK, aside=72 * (0.06 + _KEY) + 4)


def key_width(labels: Iterable[str]) -> float:
    """How much room such texts, with a piece of line each, take to the right of a panel, in inches."""
    return max(text_width(line, TEXT) for label in labels for line in label.split("\n")) + _KEY + 0.2


def _placed(ax: Axes, labels: Sequence[tuple[float, str, _Look]]) -> list[tuple[float, str, _Look]]:
    """Labels from the lowest to the highest, at heights at which none lies on another."""
    known = sorted((label for label in labels if not np.isnan(label[0])), key=lambda label: label[0])
    low, high = ax.get_ylim()
    line = TEXT * 1.3 / 72 * (high - low) / _inches(ax)[1]
    sizes = [line * (words.count("\n") + 1) for _, words, _ in known]
    heights = spread([label[0] for label in known], sizes, low, high)
    return [(at, words, look) for at, (_, words, look) in zip(heights, known, strict=True)]


def _at_the_end(ax: Axes, at: float, words: str, colour: str, *, aside: float) -> None:
    ax.annotate(
        words, (1, at), xycoords=("axes fraction", "data"), xytext=(aside, 0), textcoords="offset points",
        ha="left", va="center", size=TEXT, color=colour, annotation_clip=False,
    )  # fmt: skip


def spread(wanted: Sequence[float], sizes: Sequence[float], low: float, high: float) -> list[float]:
    """Middles in ascending order of what is so high, moved apart so that nothing overlaps, if there is room for it."""
    gaps = [(below + above) / 2 for below, above in pairwise(sizes)]
    placed = list(wanted)
    for i, gap in enumerate(gaps, 1):
        placed[i] = max(placed[i], placed[i - 1] + gap)
    excess = placed[-1] - high if placed else 0.0
    if excess > 0:
        placed[-1] -= excess
        for i in range(len(placed) - 2, -1, -1):
            placed[i] = min(placed[i], placed[i + 1] - gaps[i])
    return [max(height, low) for height in placed]


def note(
    ax: Axes, x: float, y: float, words: str, *, above: bool, colour: str = BLACK, left: bool | None = None
) -> None:
    """Words beside a point: on the side given, else to the left of it, or to the right where there is no room there."""
    if left is None:
        left = _fits_left(ax, x, words)
    ax.annotate(
        words, (x, y), xytext=(-5 if left else 5, 7 if above else -7), textcoords="offset points",
        ha="right" if left else "left", va="bottom" if above else "top", size=TEXT, color=colour, bbox=BOX, zorder=6,
    )  # fmt: skip


def note_off(
    ax: Axes,
    told: Estimates,
    x: float,
    words: str,
    *,
    above: bool,
    colour: str,
    taken: list[tuple[float, float, float]],
) -> None:
    """Words on what is drawn at a date, above or below all that lies over their own width.

    `taken` is where such words stand already (from, to, height); these are added to it, and moved clear of the others.
    """
    wide = wide_of(ax, words)
    begin, end = (x - wide, x) if _fits_left(ax, x, words) else (x, x + wide)
    within = (days(told.at) >= begin) & (days(told.at) <= end)
    edges = [told.high, told.chance_high, told.mean] if above else [told.low, told.chance_low, told.mean]
    values = np.concatenate([edge[within] for edge in edges])
    height = float(np.nanmax(values) if above else np.nanmin(values))
    line = _line(ax)
    while any(begin < right and left < end and abs(height - at) < line for left, right, at in taken):
        height += line if above else -line
    taken.append((begin, end, height))
    note(ax, x, height, words, above=above, colour=colour)


def _fits_left(ax: Axes, x: float, words: str) -> bool:
    return x - ax.get_xlim()[0] > wide_of(ax, words)


def wide_of(ax: Axes, words: str, size: float = TEXT) -> float:
    """How wide words with a little room are, in the units of the panel."""
    first, last = ax.get_xlim()
    return (text_width(words, size) + 0.15) / _inches(ax)[0] * (last - first)


def _line(ax: Axes) -> float:
    """How high a line of words is, in the units of the panel."""
    low, high = ax.get_ylim()
    return TEXT * 1.6 / 72 * (high - low) / _inches(ax)[1]


def mark(ax: Axes, x: float, y: float) -> None:
    """A dot on a mean."""
    ax.plot([x], [y], "o", color=BLUE, markersize=5, markeredgecolor="white", zorder=5, label="mean at target")


def aim(ax: Axes, told: Estimates, when: date, level: float, words: str, *, above: bool) -> None:
    """A target: a diamond at its date and level, with what it asks for, beside what is told if there is room."""
    ax.plot(
        [day(when)],
        [level],
        "D",
        color=VERMILION,
        markersize=6,
        markeredgecolor="white",
        zorder=5,
        clip_on=False,
        label="target",
    )
    x, wide, line = day(when), wide_of(ax, words), _line(ax)
    low, high = (level, level + 1.5 * line) if above else (level - 1.5 * line, level)
    to_the_right = (
        x + wide < ax.get_xlim()[1]
        and _covers(told, x - wide, x, low, high)
        and not _covers(told, x, x + wide, low, high)
    )
    note(ax, x, level, words, above=above, colour=DARK_VERMILION, left=False if to_the_right else None)


def _covers(told: Estimates, begin: float, end: float, low: float, high: float) -> bool:
    """Whether words at these heights from one day to another would lie on what is told."""
    within = (days(told.at) >= begin) & (days(told.at) <= end)
    lowest, highest = (np.fmin(told.low, told.mean), np.fmax(told.high, told.mean))
    return bool(np.any((lowest[within] < high) & (highest[within] > low)))


def observed(ax: Axes, observations: Iterable[Observation]) -> None:
    """Points counted in life over time, with bars for how well their date and their value are known."""
    for point in observations:
        circle(ax, day(point.date), point.value, wide=point.date_precision_days, high=point.sd)


def circle(
    ax: Axes,
    x: float,
    y: float,
    *,
    wide: float | None = None,
    high: float | None = None,
    aside: tuple[float, float] = (0, 0),
    colour: str = BLACK,
) -> None:
    """A point counted in life, with bars so `wide` and so `high` either way.

    `aside` moves it by so many points (to the right, up), off what the model says of the same place.
    """
    ax.errorbar(
        [x], [y], xerr=[wide] if wide else None, yerr=[high] if high else None,
        fmt="o", markersize=5, color=colour, markerfacecolor="white", markeredgewidth=1.2, elinewidth=1.0,
        zorder=7, clip_on=False, label="observed", transform=_moved(ax, aside),
    )  # fmt: skip


def stem(ax: Axes, x: float, low: float, high: float, *, aside: tuple[float, float], colour: str) -> None:
    """A line from where a part of a bar begins up to what was counted of it."""
    ax.plot([x, x], [low, high], color=colour, linewidth=1.2, transform=_moved(ax, aside), zorder=6, label="stem")


def _moved(ax: Axes, aside: tuple[float, float]) -> Transform:
    """The places of a panel, so many points to the right and up."""
    figure = ax.get_figure(root=True)
    if figure is None or aside == (0, 0):
        return ax.transData
    return ax.transData + ScaledTranslation(aside[0] / 72, aside[1] / 72, figure.dpi_scale_trans)


def _inches(ax: Axes) -> tuple[float, float]:
    """How wide and high a panel is."""
    figure, place = ax.get_figure(root=True), ax.get_position()
    width, height = figure.get_size_inches() if figure else (1.0, 1.0)
    return float(place.width * width), float(place.height * height)
