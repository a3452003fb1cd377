"""Charts of several plans: coverage over time, differences, probabilities of targets, cost against coverage."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...analysis import Yardstick
from ...scenario import Scenario
from .. import plan_grids
from ..comparing import ComparisonSummary, records
from ..gains import change, noun, size
from ..grids import in_hundred
from ..plan_grids import goal
from ..words import Money, capital, in_futures, money, month_words, percent
from .chart import Chart
from .marks import as_dates, date_axis, day, end_keys, key_width, share_axis
from .page import Layout, Words, page
from .phrases import NothingToDraw, alternative, names, sentences
from .sides import (
    ROW,
    WIDEST,
    footnote,
    heading,
    look,
    name_width,
    of_plan,
    on_lines,
    rows_of_names,
    stick,
    sticks_drawn,
)
from .source import Estimates
from .style import BLACK, GREY, PALE, RANGE_ALPHA, SMALL, TEXT, wrapped

_Row = dict[str, Any]


def coverage(summary: ComparisonSummary, course: str, baseline: Scenario) -> Chart:
    """Coverage over time with each plan, with ranges, and targets of the baseline."""
    table = summary.tables["over_time"]
    rows = table[table["course"] == course]
    told = {plan: Estimates.of(of_plan(rows, plan), "date") for plan in summary.plans}
    if rows.empty or all(one.nothing for one in told.values()):
        raise NothingToDraw(f"no plan ever has anybody trained in '{course}'")
    title = _coverage_finding(summary, course, told)
    several = summary.futures.told > 1
    subtitle = sentences(
        f"{summary.labels['courses'][course]}: share of people in post who are trained, with each plan",
        "lines: means; shaded: eight futures in ten" if several else "one future out of many: no range can be told",
        "diamond: aimed for" if _aims(summary, course) else "",
    )
    words = Words(title, subtitle, footnote(summary, "over_time"))
    ends = {plan: (float(one.mean[-1]), _end_of(one, plan)) for plan, one in told.items()}

    def build() -> Figure:
        right = key_width(label for _, label in ends.values())
        figure, (ax,) = page(words, Layout([3.0], left=0.5, right=right))
        share_axis(ax)
        dates = as_dates(told[summary.plans[0]].at)
        date_axis(ax, dates[0], baseline.start, dates[-1])
        for plan, one in told.items():
            x, of = [day(when) for when in dates], look(summary, plan)
            if several:
                ax.fill_between(x, one.low, one.high, color=of.colour, alpha=RANGE_ALPHA * 0.8, lw=0, label="range")
            ax.plot(x, one.mean, **of.line, linewidth=1.6, label="mean")
        for when, level in _aims(summary, course):
            ax.plot([day(when)], [level], "D", color=BLACK, markersize=6, markeredgecolor="white", label="target")
        if baseline.today and dates[0] < baseline.today < dates[-1]:
            ax.axvline(day(baseline.today), color=GREY, linewidth=0.9, linestyle=(0, (3, 2)))
        end_keys(ax, [(*end, look(summary, plan).line) for plan, end in ends.items()])
        return figure

    said = [f"{plan}: {percent(one.mean[-1])} in {month_words(as_dates(one.at)[-1])}" for plan, one in told.items()]
    alt = alternative("Lines over time, one for each plan", title, subtitle, said)
    return Chart(
        names("compare-coverage", course),
        title,
        alt,
        ("over_time",),
        build,
        numbers=partial(plan_grids.coverage, summary, course),
    )


def differences(summary: ComparisonSummary) -> Chart:
    """Each plan less the baseline, by every yardstick, a panel for each."""
    plans, told = summary.plans[1:], list(summary.yardsticks)
    title = _best(summary)
    subtitle = sentences(
        f"each plan less {summary.plans[0]}, in the same futures",
        sticks_drawn(summary),
        "grey: smaller than worthwhile",
    )
    words = Words(title, subtitle, footnote(summary, "differences"))

    def build() -> Figure:
        heights = [ROW * len(plans) + 0.1] * len(told)
        layout = Layout(heights, left=name_width(plans), right=0.35, above=0.5, below=0.25, gap=(0.3, 0.68))
        figure, panels = page(words, layout)
        for ax, yardstick in zip(panels, told, strict=True):
            _differences(ax, summary, yardstick, plans)
        return figure

    said = [
        f"{plan}, {noun(one, summary.where(one))}: "
        f"{change(summary.row('differences', plan, one.name)['mean'], summary.unit(one))}"
        for one in told
        for plan in plans
    ]
    alt = alternative("Marks with ranges, plan by plan", title, subtitle, said)
    return Chart(
        "compare-differences",
        title,
        alt,
        ("differences",),
        build,
        numbers=partial(plan_grids.differences_drawn, summary),
    )


def _differences(ax: Axes, summary: ComparisonSummary, yardstick: Yardstick, plans: Sequence[str]) -> None:
    """One panel: the difference that each plan makes to one yardstick."""
    unit = summary.unit(yardstick)
    scale = 100.0 if unit == "share" else 1.0
    places = [float(-i) for i in range(len(plans))]
    for place, plan in zip(places, plans, strict=True):
        row = summary.row("differences", plan, yardstick.name)
        enough = row["worthwhile"] * scale
        ax.fill_betweenx([place - 0.5, place + 0.5], -enough, enough, color=PALE, lw=0, zorder=0)
        stick(ax, summary, place, row, look(summary, plan), scale=scale)
    ax.axvline(0, color=GREY, linewidth=0.9, zorder=1)
    ax.set_ylim(places[-1] - 0.5, 0.5)
    low, high = ax.get_xlim()
    ax.set_xlim(min(low, 0), max(high, 0))
    rows_of_names(ax, plans, places)
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _signed(value, unit)))
    ax.grid(axis="x")
    better = "" if yardstick.better > 0 else " (less is better)"
    what = f"{capital(noun(yardstick, summary.where(yardstick)))}{', points' if unit == 'share' else ''}{better}"
    heading(ax, what)


def probabilities(summary: ComparisonSummary) -> Chart:
    """How likely each plan is to meet each target."""
    told = [one for one in summary.yardsticks if one.target]
    if not told:
        raise NothingToDraw("no plan has a target")
    table = summary.tables["probabilities"]
    found = {(row["name"], row["plan"]): row for row in records(table) if row["replications"]}
    title = _likeliest(summary, told[0], found)
    subtitle = sentences(
        "in how many of 100 futures each plan meets each target",
        "marks: the share of futures; lines: its simulation error (95%)",
    )
    words = Words(title, subtitle, footnote(summary, "probabilities"))
    plans = summary.plans

    def build() -> Figure:
        heights = [ROW * len(plans) + 0.1] * len(told)
        layout = Layout(heights, left=name_width(plans), right=0.45, above=0.5, below=0.25, gap=(0.3, 0.68))
        figure, panels = page(words, layout)
        for ax, one in zip(panels, told, strict=True):
            places = [float(-i) for i in range(len(plans))]
            for place, plan in zip(places, plans, strict=True):
                _probability(ax, summary, place, plan, found.get((one.name, plan)))
            ax.set_ylim(places[-1] - 0.5, 0.5)
            rows_of_names(ax, plans, places)
            share_axis(ax, across=True)
            ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.0f}"))
            heading(ax, goal(summary, one))
        return figure

    said = [
        f"{plan}, {goal(summary, one)}: {in_futures(row['probability'], row['low'], row['high'])}"
        for one in told
        for plan in plans
        if (row := found.get((one.name, plan)))
    ]
    alt = alternative("Marks with intervals, plan by plan", title, subtitle, said)
    return Chart(
        "compare-probabilities",
        title,
        alt,
        ("probabilities",),
        build,
        numbers=partial(plan_grids.probabilities_drawn, summary),
    )


def _probability(ax: Axes, summary: ComparisonSummary, place: float, plan: str, row: _Row | None) -> None:
    if row is None:
        return
    of = look(summary, plan)
    ax.hlines(place, row["low"], row["high"], color=of.colour, alpha=0.5, linewidth=4, label="interval")
    ax.plot(
        [row["probability"]], [place], of.marker, color=of.colour, markersize=6, markeredgecolor="white",
        markeredgewidth=0.7, zorder=5, clip_on=False, label="probability",
    )  # fmt: skip
    ax.annotate(
        f"{row['probability'] * 100:.0f}", (row["high"], place), xytext=(6, 0), textcoords="offset points", va="center",
        size=TEXT, annotation_clip=False,
    )  # fmt: skip


def costs(summary: ComparisonSummary) -> Chart:
    """What each plan costs more than the baseline, against the points of coverage it gives."""
    table = summary.tables["differences"]
    cost = table[table["name"] == "cost"]
    gained = table[(table["measure"] == "coverage") & (table["group"] == "") & (table["locality"] == "")]
    if cost.empty or gained.empty:
        raise NothingToDraw("nothing has a price, or no coverage is told")
    first = gained["name"].iloc[0]
    gained = gained[gained["name"] == first]
    pairs = {plan: (records(of_plan(cost, plan))[0], records(of_plan(gained, plan))[0]) for plan in summary.plans[1:]}
    unit, yardstick = Money(summary.currency), next(one for one in summary.yardsticks if one.name == first)
    title = _cheapest(summary, yardstick, pairs)
    subtitle = sentences(
        f"what each plan costs more than {summary.plans[0]} since the start, and the points of coverage it gives more",
        "marks: means; lines: eight futures in ten" if summary.futures.told > 1 else "",
    )
    words = Words(title, subtitle, footnote(summary, "differences", "cost_of_points"))

    def build() -> Figure:
        figure, (ax,) = page(words, Layout([2.9], left=0.6, right=0.4, below=0.6))
        ax.axhline(0, color=GREY, linewidth=0.9)
        ax.axvline(0, color=GREY, linewidth=0.9)
        ax.plot([0], [0], "o", color=look(summary, summary.plans[0]).colour, markersize=7, zorder=5, clip_on=False)
        for plan, (spent, points) in pairs.items():
            of, x, y = look(summary, plan), spent["mean"], 100 * points["mean"]
            ax.hlines(y, spent["p10"], spent["p90"], color=of.colour, alpha=0.5, linewidth=2, label="range")
            low, high = (100 * points[end] for end in ("p10", "p90"))
            ax.vlines(x, low, high, color=of.colour, alpha=0.5, linewidth=2, label="range")
            ax.plot([x], [y], of.marker, color=of.colour, markersize=7, markeredgecolor="white", zorder=5, label="mean")
        ax.margins(0.15)
        _beside(ax, summary.plans[0], (0, 0), above=False)
        for plan, (spent, points) in pairs.items():
            _beside(ax, plan, (spent["mean"], 100 * points["mean"]), above=True)
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: _signed(round(value), unit)))
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _signed(value, "share")))
        ax.set_xlabel("costs more", size=TEXT)
        ax.set_ylabel("points more coverage", size=TEXT)
        ax.grid()
        return figure

    said = [
        f"{plan}: {change(points['mean'], 'share')} for {change(spent['mean'], unit)}"
        for plan, (spent, points) in pairs.items()
    ]
    alt = alternative("Marks by cost and coverage", title, subtitle, said)
    return Chart(
        "compare-costs",
        title,
        alt,
        ("differences", "cost_of_points"),
        build,
        numbers=partial(plan_grids.costs_drawn, summary),
    )


def _beside(ax: Axes, plan: str, at: tuple[float, float], *, above: bool) -> None:
    """The name of a plan beside its mark, on the side where there is room for it."""
    first, last = ax.get_xlim()
    left = (at[0] - first) / (last - first) > 0.6
    ax.annotate(
        on_lines(wrapped(plan, SMALL, WIDEST), 2), at, xytext=(-6 if left else 6, 6 if above else -6),
        textcoords="offset points", size=SMALL, color=BLACK, ha="right" if left else "left",
        va="bottom" if above else "top",
    )  # fmt: skip


def _coverage_finding(summary: ComparisonSummary, course: str, told: dict[str, Estimates]) -> str:
    """`More courses leads to 62% in March 2030, Carry on to 57%`."""
    when = month_words(as_dates(told[summary.plans[0]].at)[-1])
    best, rest = _best_and_first(summary, {plan: float(one.mean[-1]) for plan, one in told.items()})
    first, second = (percent(float(told[plan].mean[-1])) for plan in (best, rest))
    if first == second:
        return f"All plans lead to about {first} trained in {when}"
    return f"{best} leads to {first} trained in {when}, {rest} to {second}"


def _best(summary: ComparisonSummary) -> str:
    """`More courses gives most: 5.5 points more coverage by March 2028`."""
    one = summary.yardsticks[0]
    rows = {plan: summary.row("differences", plan, one.name) for plan in summary.plans[1:]}
    better = {plan: row for plan, row in rows.items() if row["verdict"] == "better"}
    what = noun(one, summary.where(one))
    if not better:
        return f"No plan is better by enough to be worthwhile than {summary.plans[0]}: {what}"
    plan = max(better, key=lambda name: one.better * better[name]["mean"])
    most = "gives most" if len(rows) > 1 else "gives"
    return f"{plan} {most}: {change(better[plan]['mean'], summary.unit(one))} {what} than {summary.plans[0]}"


def _likeliest(summary: ComparisonSummary, one: Yardstick, found: dict[tuple[str, str], _Row]) -> str:
    """`80% of staff trained by 31 March 2028: in 12 of 100 futures with More courses, in 0 with Carry on`."""
    told = {plan: row["probability"] for plan in summary.plans if (row := found.get((one.name, plan)))}
    if not told:
        return goal(summary, one)
    best, rest = _best_and_first(summary, told)
    first, second = in_hundred(told[best]), in_hundred(told[rest])
    if first == second:
        return f"{goal(summary, one)}: in {first} of 100 futures with every plan"
    return f"{goal(summary, one)}: in {first} of 100 futures with {best}, in {second} with {rest}"


def _best_and_first(summary: ComparisonSummary, values: Mapping[str, float]) -> tuple[str, str]:
    """The plan of the highest value and the baseline; where that is the highest, the plan of the lowest."""
    best = max(values, key=lambda plan: values[plan])
    first = summary.plans[0]
    return best, first if first in values and first != best else min(values, key=lambda plan: values[plan])


def _cheapest(summary: ComparisonSummary, yardstick: Yardstick, pairs: Mapping[str, tuple[_Row, _Row]]) -> str:
    """`More courses: 5.5 points more coverage by March 2028 for £31,000 more, £5,600 a point`."""
    plan = max(pairs, key=lambda name: float(pairs[name][1]["mean"]))
    spent, points = pairs[plan]
    unit = Money(summary.currency)
    close = " (too close to call)" if points["verdict"] == "unclear" else ""
    gained = f"{change(points['mean'], 'share')} {noun(yardstick, summary.where(yardstick))}{close}"
    each = ""
    if points["mean_low"] > 0 and spent["mean_low"] > 0:
        each = f", {size(spent['mean'] / (100 * points['mean']), unit)} a point"
    return f"{plan}: {gained} for {change(spent['mean'], unit)}{each}"


def _aims(summary: ComparisonSummary, course: str) -> list[tuple[pd.Timestamp, float]]:
    """Dates and levels of the targets for the coverage of a course as a whole."""
    found = []
    for one in summary.yardsticks:
        scope, target = one.scope, one.target
        if target and one.measure == "coverage" and scope.course == course and not scope.part and not target.every:
            level = target.at_least if target.at_least is not None else target.at_most
            found += [(pd.Timestamp(one.when), float(level))] if level is not None else []
    return found


def _signed(value: float, unit: str | Money) -> str:
    """A place on an axis of differences: `+2`, `−£1,000`, `0`."""
    value = float(np.round(value, 6))
    said = money(abs(value), unit) if isinstance(unit, Money) else f"{abs(value):,g}"
    return said if value == 0 else f"{'+' if value > 0 else '−'}{said}"


def _end_of(told: Estimates, plan: str) -> str:
    """What the end of a plan's line is called: its height and the name, on three lines at most."""
    return on_lines(wrapped(f"{percent(told.mean[-1])} {plan}", TEXT, WIDEST), 3)
