"""What plans give, beside one another, as tables to be read."""

from math import isnan
from typing import Any

import pandas as pd

from ..analysis import Yardstick
from .comparing import ComparisonSummary, records
from .gains import change, change_span, noun, size
from .grids import NOTHING, Grid, in_hundred, range_words, value_words
from .terminal import goal_words
from .words import Money, Unit, about, capital, day_words, month_words, readable

_INTERVAL = "95% interval of the mean"
_Row = dict[str, Any]


def goal(summary: ComparisonSummary, one: Yardstick) -> str:
    """What a target asks for: `Trained workforce: 80% of staff trained by 31 March 2028`."""
    assert one.target is not None
    return f"{readable(one.name)}: {goal_words(one.target, summary.where(one), summary.currency)}"


def ranking(summary: ComparisonSummary) -> Grid:
    """The rank of each plan and its mean, by each yardstick."""
    rows = []
    for one in summary.yardsticks:
        told = {plan: f"{rank} {mean}" for plan, rank, mean in summary.ranks(one)}
        rows.append((_what(summary, one), *(told[plan] for plan in summary.plans)))
    return Grid.of("The order of the plans, with means over futures", ["By", *summary.plans], rows)


def differences(summary: ComparisonSummary, one: Yardstick) -> Grid:
    """What each plan does differently from the baseline, by a yardstick, and what to make of it."""
    unit = summary.unit(one)
    better = "Cheaper in 100" if isinstance(unit, Money) else "Ahead in 100"
    heads = ["Plan", "Expected", "Difference", _INTERVAL, better, "What to make of it"]
    rows = [_row_of(summary.row("differences", plan, one.name), unit, plan) for plan in summary.plans[1:]]
    base = summary.row("differences", summary.plans[1], one.name)["baseline_mean"]
    first = (summary.plans[0], value_words(base, unit), *[NOTHING] * 3, "the baseline")
    return Grid.of(_what(summary, one), heads, [first, *rows], words=(5,))


def _row_of(row: _Row, unit: Unit, plan: str) -> tuple[str, ...]:
    ahead = f"{in_hundred(row['ahead_share'])} ({range_of_hundred(row['ahead_low'], row['ahead_high'])})"
    known = _span(row["mean_low"], row["mean_high"], unit, row["mean"])
    return plan, value_words(row["plan_mean"], unit), change(row["mean"], unit), known, ahead, _verdict(row, unit)


def _verdict(row: _Row, unit: Unit) -> str:
    words = {
        "better": "better",
        "worse": "worse",
        "small": f"less than the {size(row['worthwhile'], unit)} that would be worthwhile",
        "unclear": "too close to call",
        "same": "the same in every future",
    }
    return words.get(row["verdict"], NOTHING)


def differences_drawn(summary: ComparisonSummary) -> tuple[Grid, ...]:
    """Each difference with all its ranges."""
    heads = ["Plan", "By", "Difference", _INTERVAL, *_range_heads(summary)]
    rows = []
    for one in summary.yardsticks:
        unit = summary.unit(one)
        for plan in summary.plans[1:]:
            row = summary.row("differences", plan, one.name)
            known = _span(row["mean_low"], row["mean_high"], unit, row["mean"])
            ranges = [_span(low, high, unit, row["mean"]) for low, high in _range_ends(summary, row)]
            rows.append((plan, _what(summary, one), change(row["mean"], unit), known, *ranges))
    return (Grid.of(f"Each plan less {summary.plans[0]}, in the same futures", heads, rows, words=(1,)),)


def probabilities(summary: ComparisonSummary) -> Grid:
    """In how many of 100 futures each plan meets each target."""
    rows = []
    for one in summary.yardsticks:
        if one.target:
            told = [_likely(summary.row("probabilities", plan, one.name)) for plan in summary.plans]
            rows.append((goal(summary, one), *told))
    caption = "In how many of 100 futures each target is met, with a 95% interval"
    return Grid.of(caption, ["Target", *summary.plans], rows)


def _likely(row: _Row) -> str:
    if isnan(row["probability"]):
        return NOTHING
    return f"{in_hundred(row['probability'])} ({range_of_hundred(row['low'], row['high'])})"


def range_of_hundred(low: float, high: float) -> str:
    """An interval of a share, in hundredths: `12 to 23`."""
    return f"{100 * low:.0f} to {100 * high:.0f}"


def probabilities_drawn(summary: ComparisonSummary) -> tuple[Grid, ...]:
    """How likely each plan is to meet each target, and what is expected of it."""
    heads = ["Plan", "In 100 futures", "Expected", *_range_heads(summary)]
    grids = []
    for one in summary.yardsticks:
        if one.target:
            unit, rows = summary.unit(one), []
            for plan in summary.plans:
                row = summary.row("probabilities", plan, one.name)
                ranges = [range_words(low, high, unit) for low, high in _range_ends(summary, row)]
                rows.append((plan, _likely(row), value_words(row["expected"], unit), *ranges))
            grids.append(Grid.of(goal(summary, one), heads, rows))
    return tuple(grids)


def coverage(summary: ComparisonSummary, course: str) -> tuple[Grid, ...]:
    """The coverage of a course with each plan, date by date."""
    table = summary.tables["over_time"]
    told = {plan: table[(table["course"] == course) & (table["plan"] == plan)] for plan in summary.plans}
    ranged = summary.futures.told > 1
    heads, columns = ["Date"], []
    for plan, rows in told.items():
        heads += [plan, f"{plan}, {summary.likely}"] if ranged else [plan]
        columns.append([value_words(mean, "share") for mean in rows["mean"]])
        if ranged:
            columns.append(
                [range_words(low, high, "share") for low, high in zip(rows["p10"], rows["p90"], strict=True)]
            )
    dates = map(day_words, pd.DatetimeIndex(told[summary.plans[0]]["date"]).date)
    caption = f"{summary.labels['courses'][course]}: share of people in post who are trained"
    return (Grid.of(caption, heads, list(zip(dates, *columns, strict=True))),)


def costs(summary: ComparisonSummary) -> Grid:
    """What each plan costs more than the baseline, what it gives for it, and what a point of coverage costs."""
    unit, rows = Money(summary.currency), []
    for row in records(summary.tables["cost_of_points"]):
        gives = f"{change(row['points'] / 100, 'share')} ({summary.labels['courses'][row['course']]})"
        known = _span(row["cost_low"], row["cost_high"], unit, row["cost"])
        each = NOTHING if isnan(row["cost_per_point"]) else about(row["cost_per_point"], unit)
        rows.append((row["plan"], month_words(row["date"]), change(row["cost"], unit), known, gives, each))
    heads = ["Plan", "By", "Costs", _INTERVAL, "Gives", "A point costs"]
    caption = (
        f"Cost and coverage beside {summary.plans[0]}; a point has a price where a plan surely gives and costs more"
    )
    return Grid.of(caption, heads, rows)


def costs_drawn(summary: ComparisonSummary) -> tuple[Grid, ...]:
    """Cost with the range of futures, against points of coverage with theirs."""
    unit, rows = Money(summary.currency), []
    for told in records(summary.tables["cost_of_points"]):
        points = summary.row("differences", told["plan"], told["name"])
        rows.append(
            (
                told["plan"],
                change(told["cost"], unit),
                _span(told["cost_p10"], told["cost_p90"], unit, told["cost"]),
                change(points["mean"], "share"),
                _span(points["p10"], points["p90"], "share", points["mean"]),
            )
        )
    eight = "eight futures in ten"
    heads = ["Plan", "Costs", f"Costs, {eight}", "Coverage", f"Coverage, {eight}"]
    return (Grid.of(f"Cost and coverage beside {summary.plans[0]}", heads, rows),)


def waterfall(summary: ComparisonSummary, plan: str) -> tuple[Grid, ...]:
    """What each changed setting does, from the baseline to a plan."""
    main, table = summary.yardsticks[0], summary.tables["waterfall"]
    told = records(table[(table["plan"] == plan) & (table["name"] == main.name)])
    unit, last = summary.unit(main), len(told) - 1
    rows = []
    for i, row in enumerate(told):
        if i in (0, last):
            rows.append((plan if i else summary.plans[0], value_words(row["mean"], unit), NOTHING, NOTHING))
        else:
            known = _span(row["mean_low"], row["mean_high"], unit, row["mean"])
            rows.append((str(row["change"]), change(row["mean"], unit), known, change(row["alone"], unit)))
    caption = f"From {summary.plans[0]} to {plan}: {noun(main, summary.where(main))}"
    return (Grid.of(caption, ["Step", "Mean", _INTERVAL, "Alone"], rows),)


def settings(summary: ComparisonSummary) -> Grid:
    """What differs between the files, of what the model would notice."""
    rows = [
        (one.path, *(one.values[plan] or "not given" for plan in summary.plans))
        for one in summary.settings
        if one.matters
    ]
    words = range(1, len(summary.plans) + 1)
    return Grid.of(
        "Each setting that is not the same in all of the files", ["Setting", *summary.plans], rows, words=words
    )


def _what(summary: ComparisonSummary, one: Yardstick) -> str:
    return capital(noun(one, summary.where(one)))


def _range_heads(summary: ComparisonSummary) -> list[str]:
    if summary.futures.told < 2:
        return []
    return [capital(summary.likely), *(["By chance alone"] if summary.futures.chance_beside > 1 else [])]


def _range_ends(summary: ComparisonSummary, row: _Row) -> list[tuple[float, float]]:
    """The ends of the ranges that `_range_heads` names."""
    names = [("p10", "p90"), ("chance_p10", "chance_p90")][: len(_range_heads(summary))]
    return [(row[low], row[high]) for low, high in names]


def _span(low: float, high: float, unit: Unit, mean: float) -> str:
    """A range of differences; nothing where there is none."""
    return NOTHING if isnan(low) or low == high == 0 else change_span(low, high, unit, mean)
