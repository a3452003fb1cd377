"""Coverage by group: a dot and a range for each, sorted."""

from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis import Scope
from ...scenario import Observation
from ..words import month_words, percent
from .chart import Chart
from .history import History, agrees_at, of, rows_of
from .marks import circle, share_axis, sticks
from .page import Layout, Words, page
from .phrases import NothingToDraw, alternative, at_date, how_drawn, likely, lowered, names, points_drawn, sentences
from .source import Estimates, Source
from .style import DASHES, GREY, TEXT, VERMILION, text_width, wrapped

_LABEL = 2.2  # inches that the name of a group may take
_ROW = 0.27


def groups(source: Source, course: str, when: date | None = None, history: History = ()) -> Chart:
    """The coverage of every group the course is for, at a date of the tables (the horizon), the highest on top."""
    at = source.date_of_tables(when or source.horizon)
    whom = source.scenario.courses[course].for_ or tuple(source.scenario.groups)
    over_time = {group: source.over_time("coverage", Scope(course=course, group=group)) for group in whom}
    told = {group: one.take(one.index(np.datetime64(at))) for group, one in over_time.items() if len(one.at)}
    known = sorted((g for g in told if not np.isnan(told[g].mean[0])), key=lambda g: -told[g].mean[0])
    if len(known) < 2:
        raise NothingToDraw(f"'{course}' is for one group alone: its coverage is that of all")
    now = source.standing if source.standing < at else None
    before = {group: at_date(over_time[group], now)[0] for group in known} if now else {}
    counted = {group: _counted(history, course, group, at) for group in known}
    points = [point for those in counted.values() for point in those]
    title = _finding(source, told, known, at)
    target = next((target for target in source.targets("coverage", Scope(course=course)) if target.by == at), None)
    subtitle = sentences(
        f"{source.label('courses', course)}: share of people in post who are trained, by group, in {month_words(at)}",
        how_drawn(source, mean="dots: means", bands=("pale", "dark")),
        f"small triangles: {month_words(now)}" if now else "",
        "dotted line: aimed for over all groups" if target else "",
        points_drawn(points, dated=False),
    )
    words = Words(title, subtitle, source.footnote("summary"))
    labels = ["\n".join(wrapped(source.label("groups", group), TEXT, _LABEL)) for group in known]

    def build() -> Figure:
        left = max(text_width(line, TEXT) for label in labels for line in label.split("\n")) + 0.15
        right = text_width("100%", TEXT) + 0.15
        figure, (ax,) = page(words, Layout([_ROW * len(known) + 0.1], left=left, right=right, above=0.12))
        share_axis(ax, across=True)
        if target:
            for level in (target.at_least, target.at_most):
                if level is not None:
                    ax.axvline(level, color=VERMILION, linewidth=1.2, linestyle=DASHES[2], label="target")
        for y, group in enumerate(known):
            sticks(ax, source, np.array([float(y)]), told[group], across=True)
            _label(ax, y, percent(told[group].mean[0]))
            for point in counted[group]:
                circle(ax, point.value, y, wide=point.sd, aside=(0, 6))
        ax.plot(list(before.values()), range(len(before)), "^", color=GREY, markersize=4, clip_on=False, label="before")
        ax.set_ylim(len(known) - 0.5, -0.5)
        ax.set_yticks(range(len(known)), labels)
        ax.tick_params(axis="y", length=0)
        return figure

    said = []
    for group in known:
        mean, low, high = (float(column[0]) for column in (told[group].mean, told[group].low, told[group].high))
        said.append(f"{source.label('groups', group)} {percent(mean)}{likely(source, low, high, 'share')}")
    alt = alternative("A dot and a range for each group, the highest first", title, subtitle, said)
    return Chart(names("groups", course), title, alt, ("summary",), build, rows_of(points))


def _counted(history: History, course: str, group: str, at: date) -> list[Observation]:
    return [point for point in of(history, ("coverage",), Scope(course, group)) if agrees_at(point, at)]


def _label(ax: Axes, y: float, words: str) -> None:
    ax.annotate(
        words, (1, y), xycoords=("axes fraction", "data"), xytext=(5, 0), textcoords="offset points",
        va="center", size=TEXT, annotation_clip=False,
    )  # fmt: skip


def _finding(source: Source, told: dict[str, Estimates], known: list[str], at: date) -> str:
    highest, lowest = (
        f"{percent(told[group].mean[0])} of {lowered(source.label('groups', group))}" for group in (known[0], known[-1])
    )
    one = "" if source.has_range else " in this one future"
    return f"Trained by {month_words(at)}{one}: from {lowest} to {highest}"
