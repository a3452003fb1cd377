"""The coverage bridge: why coverage is not what it was, from one date to another."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis import Scope
from ...scenario import Observation
from ...units import counted
from ..words import percent
from .chart import Chart
from .history import History, Period, agrees_at, agrees_over, of, rows_of
from .marks import circle, percent_axis, uprights
from .numbers import grid
from .page import Layout, Words, page
from .phrases import (
    NothingToDraw,
    about,
    alternative,
    at_date,
    for_staff,
    how_drawn,
    moment,
    names,
    points_drawn,
    sentences,
)
from .source import Estimates, Source
from .style import BLACK, BLUE, GREEN, HATCHES, TEXT, VERMILION

_PARTS = {
    "gained": "gained\nby training",
    "arrived": "arrived\ntrained",
    "left": "left with\ntheir training",
    "expired": "expired",
    "dilution": "change in\npeople in post",
}
_LITTLE = 0.0005  # half of a tenth of a percentage point: shown as 0.0

_Seen = dict[str, list[tuple[Observation, float]]]  # by part, with what to divide it by


def bridge(
    source: Source, rows: pd.DataFrame, course: str, group: str = "", suffix: str = "", history: History = ()
) -> Chart:
    """From the coverage of one date to that of another, part by part; `rows` are those of one period."""
    for_staff(source, course)
    told = Estimates.of(rows[(rows["course"] == course) & (rows["group"] == group)], "part")
    if told.nothing or np.isnan(told.mean).any():
        raise NothingToDraw(f"nobody is trained in '{course}' at either date")
    since, until = (rows[key].iloc[0].date() for key in ("since", "until"))
    before, after = (moment(source, when) for when in (since, until))
    seen = _observed(source, history, Scope(course, group), (since, until))
    parts = ["start", *(part for part in _PARTS if seen.get(part) or _counts(told, part)), "end"]
    points = [point for those in seen.values() for point, _ in those]
    people = any(point.measure != "coverage" for point in points)
    title = about(source, Scope(course, group), _finding(told, before, after))
    subtitle = sentences(
        f"{source.label('courses', course)}: share of people in post who are trained, and what changed it, in points "
        f"(hundredths of those in post in {after})",
        how_drawn(source, mean="bars: means", bands=("thin line", "thick")),
        points_drawn(points, dated=False, where=", people as a share of those to expect in post" if people else ""),
    )
    words = Words(title, subtitle, source.footnote("bridge"))

    def build() -> Figure:
        figure, (ax,) = page(words, Layout([2.5], left=0.5, right=0.1, above=0.2, below=0.5))
        _bars(ax, source, told, parts, seen)
        ax.set_xticks(
            range(len(parts)), [{"start": before, "end": after}.get(part, _PARTS.get(part, "")) for part in parts]
        )
        ax.tick_params(axis="x", length=0)
        return figure

    said = [f"{part} {_points(told, part)}" for part in parts]
    alt = alternative("Waterfall", title, subtitle, said)
    return Chart(
        names("bridge", course, group, suffix), title, alt, ("bridge",), build, rows_of(points),
        lambda: (grid(source, title, "part", "share", {"share": told}, lambda part: _said(part, before, after)),),
    )  # fmt: skip


def _said(part: str, before: str, after: str) -> str:
    """What a part is called in a line."""
    return {"start": before, "end": after}.get(part) or _PARTS[part].replace("\n", " ")


def _observed(source: Source, history: History, scope: Scope, period: Period) -> _Seen:
    """What was counted in life of each part, and what to divide it by to make a share of it.

    Completions are what training gained only where nothing expires: elsewhere some renew what they hold.
    """
    since, until = period
    found: _Seen = {}
    for part, when in (("start", since), ("end", until)):
        at = [point for point in of(history, ("coverage", "holders"), scope) if agrees_at(point, when)]
        found[part] = [(point, 1.0 if point.measure == "coverage" else _in_post(source, scope, when)) for point in at]
    if source.valid_forever(scope.course):
        over = [
            point for point in of(history, ("completed",), scope) if agrees_over(point, (since + timedelta(1), until))
        ]
        found["gained"] = [(point, _in_post(source, scope, until)) for point in over]
    return found


def _in_post(source: Source, scope: Scope, when: date) -> float:
    """How many people are to be expected in post whom a course is for."""
    whom = source.scenario.courses[scope.course].for_ or tuple(source.scenario.groups)
    groups = [scope.group] if scope.group else whom
    return sum(at_date(source.over_time("in_post", Scope(group=group)), when)[0] for group in groups)


def _counts(told: Estimates, part: str) -> bool:
    i = told.index(part)
    return bool(max(abs(told.mean[i]), abs(told.low[i]), abs(told.high[i])) >= _LITTLE)


def _bars(ax: Axes, source: Source, told: Estimates, parts: list[str], seen: _Seen) -> None:
    """Bars, each of which begins where the one before it ended, but for the first and the last."""
    level, tops = 0.0, []
    for x, part in enumerate(parts):
        i = told.index(part)
        mean = float(told.mean[i])
        whole = part in ("start", "end")
        base = 0.0 if whole else level
        level = mean if whole else level + mean
        colour, hatch = (BLUE, "") if whole else (GREEN, HATCHES[2]) if mean >= 0 else (VERMILION, HATCHES[1])
        ax.bar(x, mean, 0.62, bottom=base, color=colour, edgecolor="white", hatch=hatch, linewidth=0.4, label=part)
        if x + 1 < len(parts):
            ax.hlines(level, x + 0.31, x + 1.31, color=BLACK, linewidth=0.6)
        uprights(ax, source, np.array([float(x)]), told.take(i), base=base)
        highs = [0.0, mean, *([told.high[i], told.chance_high[i]] if source.has_range else [])]
        for point, over in seen.get(part, []):
            circle(ax, x, base + point.value / over, high=point.sd and point.sd / over, aside=(11, 0))
            highs.append((point.value + (point.sd or 0)) / over)
        top = base + float(np.nanmax(highs))
        ax.annotate(_points(told, part), (x, top), xytext=(0, 3), textcoords="offset points", ha="center", size=TEXT)
        tops.append(top)
    ax.set_xlim(-0.6, len(parts) - 0.4)
    percent_axis(ax, max(tops) * 1.12)


def _points(told: Estimates, part: str) -> str:
    """A part as it is written over its bar."""
    mean = float(told.mean[told.index(part)])
    if part in ("start", "end"):
        return percent(mean)
    decimals = 0 if abs(mean) >= 0.0095 else 1
    said = f"{mean * 100:+.{decimals}f}".replace("-", "−")
    return said if float(f"{mean * 100:.{decimals}f}") else "0"


def _finding(told: Estimates, before: str, after: str) -> str:
    values = dict(zip(told.at, told.mean, strict=True))
    start, end = percent(values["start"]), percent(values["end"])
    how = "stays at" if start == end else f"{'rises' if values['end'] > values['start'] else 'falls'} from {start} to"
    adds = [
        (values["gained"], "training adds"),
        (values["arrived"], "recruits bring"),
        (values["dilution"], "fewer people in post add"),
    ]
    takes = [
        (-values["left"], "leavers take away"),
        (-values["expired"], "expiry takes away"),
        (-values["dilution"], "growth takes away"),
    ]
    found = [
        f"{words} {counted(round(value * 100), 'point')}" for value, words in (max(adds), max(takes)) if value >= 0.005
    ]
    return f"Coverage {how} {end} between {before} and {after}" + (f": {', '.join(found)}" if found else "")
