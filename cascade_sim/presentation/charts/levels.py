"""The chart of a target: the probability of reaching any level, not only the one aimed for."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ...measures import MEASURES, Is
from ...scenario import Observation, Target
from ...timeline import first_of_year_up_to
from ..grids import Grid, range_words, value_words
from ..terminal import extreme_words, goal_words
from ..words import Unit, amount, in_futures, readable, unit_of
from .chart import Chart
from .history import History, Period, agrees_at, agrees_over, of, rows_of
from .marks import circle, note, share_axis, wide_of
from .page import Layout, Words, page
from .phrases import NothingToDraw, alternative, lowered, names, points_drawn, sentences
from .source import Floats, Source, scope_of
from .style import BLACK, BLUE, DARK_VERMILION, DASHES, RANGE_ALPHA, VERMILION

_SURE = 0.9  # nine futures in ten


def levels(source: Source, target: Target, history: History = ()) -> Chart:
    """How likely every level is on the date of a target."""
    table = source.tables["levels"]
    rows = table[table["name"] == target.name].sort_values("level")
    if rows.empty or not rows["replications"].iloc[0] or not source.has_range:
        raise NothingToDraw(f"too few futures say anything of the target '{target.name}'")
    unit = unit_of(MEASURES[target.measure], source.money.currency)
    points = _points(target, history)
    title = _finding(source, target, rows)
    least = "at least" if target.at_least is not None else "at most"
    subtitle = sentences(
        f"{readable(target.name)}: in how many of 100 futures {_what(source, target)} {least} at the level below",
        "shaded: 95% interval, for simulation error"
        + ("; dashed: by chance alone, if we knew every number" if source.tells_chance_apart else ""),
        points_drawn(points, dated=False, where=", at their level"),
    )
    words = Words(title, subtitle, source.footnote("levels"))
    aims = [level for level in (target.at_least, target.at_most) if level is not None]

    def build() -> Figure:
        figure, (ax,) = page(words, Layout([2.6], left=0.5, right=0.25, below=0.4, above=0.15))
        share_axis(ax)
        ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.0f}"))
        x = rows["level"].to_numpy()
        ax.fill_between(x, rows["low"], rows["high"], color=BLUE, alpha=RANGE_ALPHA, linewidth=0, label="interval")
        if source.tells_chance_apart:
            ax.plot(x, rows["chance"], color=BLACK, linestyle=DASHES[1], linewidth=1.2, label="chance")
        ax.plot(x, rows["probability"], color=BLUE, linewidth=1.8, label="probability")
        _level_axis(ax, unit, np.array([*x, *(point.value for point in points)]))
        for point in points:
            circle(ax, point.value, 0.0, wide=point.sd, aside=(0, 7))
        for level in aims:
            ax.axvline(level, color=VERMILION, linewidth=1.2, linestyle=DASHES[2], label="target")
            at = float(rows.loc[np.isclose(rows["level"], level), "probability"].iloc[0])
            ax.plot([level], [at], "D", color=VERMILION, markersize=6, markeredgecolor="white", zorder=5, clip_on=False)
            _name(ax, level, at, f"aimed for: {amount(level, unit)}", falling=target.at_least is not None)
        return figure

    picked = rows.iloc[np.linspace(0, len(rows) - 1, min(len(rows), 7)).round().astype(int)]
    pairs = zip(picked["level"], picked["probability"], strict=True)
    said = [f"{amount(level, unit)}: {probability * 100:.0f} of 100" for level, probability in pairs]
    alt = alternative("Falling curve" if target.at_least is not None else "Rising curve", title, subtitle, said)
    return Chart(
        names("levels", target.name), title, alt, ("levels",), build, rows_of(points),
        lambda: (_numbers(source, title, least, rows, unit),),
    )  # fmt: skip


def _numbers(source: Source, title: str, least: str, rows: pd.DataFrame, unit: Unit) -> Grid:
    """The curve as a table, of 100 futures."""
    columns = [least, "probability", "95% interval", *(["by chance alone"] if source.tells_chance_apart else [])]
    told = zip(rows["level"], rows["probability"], rows["low"], rows["high"], rows["chance"], strict=True)
    written = [
        (
            amount(level, unit),
            value_words(share, "share"),
            range_words(low, high, "share"),
            value_words(chance, "share"),
        )
        for level, share, low, high, chance in told
    ]
    return Grid.of(title, columns, [row[: len(columns)] for row in written])


def _name(ax: Axes, level: float, at: float, words: str, *, falling: bool) -> None:
    """What a level is, beside its line: under the curve where that is high, else over it, on the side with room."""
    wide, (first, last) = wide_of(ax, words), ax.get_xlim()
    high = at >= 0.5
    room_left, room_right = level - wide > first, level + wide < last
    left = room_left if falling == high else not room_right
    note(ax, level, 0.25 if high else 0.93, words, above=False, colour=DARK_VERMILION, left=left)


def _points(target: Target, history: History) -> list[Observation]:
    """What was counted in life of just what a target is about."""
    counted = [] if target.every else of(history, (target.measure,), scope_of(target))
    if MEASURES[target.measure].role is Is.STOCK:
        return [point for point in counted if agrees_at(point, target.by)]
    year: Period = (first_of_year_up_to(target.by), target.by)
    return [point for point in counted if agrees_over(point, year)]


def _level_axis(ax: Axes, unit: Unit, x: Floats) -> None:
    """Levels along the bottom, with a little room on both sides."""
    low, high = float(x.min()), float(x.max())
    room = max((high - low) * 0.04, 0.005 if unit == "share" else 0.5)
    ax.set_xlim(max(low - room, 0), min(high + room, 1.005) if unit == "share" else high + room)
    ax.xaxis.set_major_locator(MaxNLocator(8, steps=[1, 2, 5, 10], integer=unit != "share"))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: amount(round(value, 6), unit)))


def _finding(source: Source, target: Target, rows: pd.DataFrame) -> str:
    unit = unit_of(MEASURES[target.measure], source.money.currency)
    table = source.tables["targets"]
    met = table[table["name"] == target.name].iloc[0]
    chance = in_futures(met["probability"], met["low"], met["high"])
    goal = goal_words(target, currency=source.money.currency)
    sure = rows[rows["probability"] >= _SURE]
    finding = f"{goal[0].upper()}{goal[1:]}: {chance}"
    if sure.empty or met["probability"] >= _SURE:
        return finding
    level = sure["level"].max() if target.at_least is not None else sure["level"].min()
    if target.at_least is not None and level == rows["level"].min():
        return finding  # which goes without saying
    return f"{finding}; {'' if target.at_least is not None else 'at most '}{amount(level, unit)} is reached in 9 of 10"


def _what(source: Source, target: Target) -> str:
    """What the levels are of, with the course, group and role it is about."""
    measure = MEASURES[target.measure]
    kinds = (("courses", target.course), ("groups", target.group), ("roles", target.role))
    about = [lowered(source.label(kind, name)) for kind, name in kinds if name]
    about += [source.label("localities", target.locality)] if target.locality else []
    what = {"share": f"the share of {measure.label}", "money": f"the {measure.label}"}.get(
        measure.unit, f"the number of {measure.label}"
    )
    what += f" ({', '.join(about)})" if about else ""
    what += f" in the {target.every} {extreme_words(target)}" if target.every else ""
    return f"{what}{' in the year to then' if measure.role is Is.FLOW else ''} is"
