"""The waterfall of a comparison: from the first plan to another, a bar for each changed setting."""

from functools import partial
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from .. import plan_grids
from ..comparing import ComparisonSummary, records, way_words
from ..gains import change, noun
from ..words import Money, Unit, about, percent
from .chart import Chart
from .page import Layout, Words, page
from .phrases import NothingToDraw, alternative, names, sentences
from .sides import ROW, footnote, look, name_width, rows_of_names
from .style import BLACK, GREEN, GREY, HATCHES, TEXT, VERMILION, text_width

_Row = dict[str, Any]


def waterfall(summary: ComparisonSummary, plan: str) -> Chart:
    """What each change does, from the baseline to a plan, by what is asked first."""
    main, table = summary.yardsticks[0], summary.tables["waterfall"]
    rows = records(table[(table["plan"] == plan) & (table["name"] == main.name)])
    if not rows:
        raise NothingToDraw(f"what lies between {summary.plans[0]} and {plan} was not run: see --why")
    unit = summary.unit(main)
    what = noun(main, summary.where(main))
    title = _finding(plan, rows, unit, what)
    several = len(rows) > 3
    subtitle = sentences(
        f"from {summary.plans[0]} to {plan}: {what}, change by change, in the same futures",
        "bars: means (the axis need not begin at 0); black lines: the simulation error of a step",
        "diamonds: what the change does alone" if several else "",
        way_words(rows, unit) if several else "",
    )
    words = Words(title, subtitle, footnote(summary, "waterfall"))
    labels = [summary.plans[0], *(str(row["change"]) for row in rows[1:-1]), plan]

    def build() -> Figure:
        told = [_told(row, unit, i, len(rows)) for i, row in enumerate(rows)]
        right = max(text_width(words, TEXT) for words in told) + 0.1
        layout = Layout([ROW * 1.2 * len(rows)], left=name_width(labels), right=right, above=0.15, below=0.3)
        figure, (ax,) = page(words, layout)
        _bars(ax, summary, rows, labels, unit)
        return figure

    said = [
        f"{label} {_told(row, unit, i, len(rows))}" for i, (label, row) in enumerate(zip(labels, rows, strict=True))
    ]
    alt = alternative("Waterfall", title, subtitle, said)
    place = "" if len(summary.plans) == 2 else str(summary.plans.index(plan) + 1)
    return Chart(
        names("compare-why", place),
        title,
        alt,
        ("waterfall",),
        build,
        numbers=partial(plan_grids.waterfall, summary, plan),
    )


def _bars(ax: Axes, summary: ComparisonSummary, rows: list[_Row], labels: list[str], unit: Unit) -> None:
    """Bars that lie across, each of which begins where the one above it ended, but for the first and the last."""
    level, ends, last = 0.0, [], len(rows) - 1
    for i, row in enumerate(rows):
        mean, whole = row["mean"], i in (0, last)
        base = 0.0 if whole else level
        level = mean if whole else level + mean
        if whole:
            colour, hatch = look(summary, summary.plans[0] if i == 0 else labels[-1]).colour, ""
        else:
            colour, hatch = (GREEN, HATCHES[2]) if mean >= 0 else (VERMILION, HATCHES[1])
        ax.barh(-i, mean, 0.62, left=base, color=colour, hatch=hatch, edgecolor="white", linewidth=0.4, label="mean")
        if i < last:
            ax.vlines(level, -i - 1.31, -i + 0.31, color=BLACK, linewidth=0.6)
        if not whole and not np.isnan(row["mean_low"]):
            ax.hlines(-i, base + row["mean_low"], base + row["mean_high"], color=BLACK, linewidth=1.6, label="error")
        if not np.isnan(row["alone"]) and len(rows) > 3:
            ax.plot([base + row["alone"]], [-i], "D", color="white", markeredgecolor=BLACK, markersize=5, label="alone")
        beyond = [] if whole else [base + np.nan_to_num(row[end]) for end in ("mean_high", "alone")]
        right = max(base, level, *beyond)
        ax.annotate(
            _told(row, unit, i, len(rows)), (right, -i), xytext=(5, 0), textcoords="offset points", va="center",
            size=TEXT, annotation_clip=False,
        )  # fmt: skip
        ends += [base, level, right]
    low, high = min(ends[1:]) if min(ends[1:]) < 0 else min(rows[0]["mean"], *(end for end in ends if end)), max(ends)
    room = (high - low) or 1.0
    ax.set_xlim(min(0.0, low) if low <= 0.3 * high else low - 0.25 * room, high + 0.05 * room)
    ax.set_ylim(-last - 0.6, 0.6)
    rows_of_names(ax, labels, [float(-i) for i in range(len(rows))])
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _place(value, unit, decimals=int(room < 0.05))))
    ax.spines["bottom"].set_color(GREY)
    ax.grid(axis="x")


def _finding(plan: str, rows: list[_Row], unit: Unit, what: str) -> str:
    """`More courses gives 5.5 points more coverage by March 2028; 4.1 of them from courses.basic.places`."""
    whole, steps = rows[-1]["mean"] - rows[0]["mean"], rows[1:-1]
    found = f"{plan}: {change(whole, unit)} {what}"
    if len(steps) < 2:
        return f"{found}, from {steps[0]['change']} alone"
    most = max(steps, key=lambda row: abs(row["mean"]))
    return f"{found}; most of what moves it is {most['change']} ({change(most['mean'], unit)})"


def _told(row: _Row, unit: Unit, place: int, number: int) -> str:
    """A bar in words: a level at both ends, a change between them."""
    if place in (0, number - 1):
        return _place(row["mean"], unit, decimals=1)
    said = change(row["mean"], unit)
    return said if row["mean"] else "0"


def _place(value: float, unit: Unit, decimals: int = 0) -> str:
    if isinstance(unit, Money):
        return about(value, unit)
    return percent(value, decimals) if unit == "share" else f"{value:,.4g}"
