"""Coverage by group or by locality: a dot and a range for each, sorted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis import Scope
from ...scenario import Observation, Target
from ..words import month_words, percent
from .chart import Chart
from .history import History, agrees_at, of, rows_of
from .marks import circle, share_axis, sticks
from .numbers import grid, joined
from .page import Layout, Words, page
from .phrases import (
    NothingToDraw,
    alternative,
    at_date,
    for_staff,
    how_drawn,
    likely,
    lowered,
    names,
    points_drawn,
    sentences,
)
from .source import Estimates, Source
from .style import DASHES, GREY, TEXT, VERMILION, text_width, wrapped

_LABEL = 2.2  # inches that the name of a group may take
_ROW = 0.27


@dataclass(frozen=True)
class _Parts:
    """What coverage is told by: a kind of parts, and each of them by name."""

    kind: str  # groups or localities
    one: str
    scopes: Mapping[str, Scope]

    @property
    def joined(self) -> str:
        """How their coverage is told of in a sentence: `40% of nurses`, `40% in Airdrie`."""
        return "of" if self.one == "group" else "in"


def groups(source: Source, course: str, when: date | None = None, history: History = ()) -> Chart:
    """The coverage of every group the course is for, at a date of the tables (the horizon), the highest on top."""
    for_staff(source, course)
    whom = source.scenario.courses[course].for_ or tuple(source.scenario.groups)
    return _chart(source, course, when, history, _Parts("groups", "group", {g: Scope(course, g) for g in whom}))


def localities(source: Source, course: str, when: date | None = None, history: History = ()) -> Chart:
    """The same of every locality."""
    for_staff(source, course)
    if not source.scenario.localities:
        raise NothingToDraw("the scenario has no localities")
    scopes = {name: Scope(course=course, locality=name) for name in source.scenario.localities}
    return _chart(source, course, when, history, _Parts("localities", "locality", scopes))


def _chart(source: Source, course: str, when: date | None, history: History, parts: _Parts) -> Chart:
    every = source.targets("coverage", Scope(course=course), parts.one)
    at = source.date_of_tables(when or (source.horizon_of(every) if every else source.horizon))
    over_time = {name: source.over_time("coverage", scope) for name, scope in parts.scopes.items()}
    told = {name: one.take(one.index(np.datetime64(at))) for name, one in over_time.items() if len(one.at)}
    known = sorted((name for name in told if not np.isnan(told[name].mean[0])), key=lambda name: -told[name].mean[0])
    if len(known) < 2:
        raise NothingToDraw(f"'{course}' is for one {parts.one} alone: its coverage is that of all")
    now = source.standing if source.standing < at else None
    before = {name: at_date(over_time[name], now)[0] for name in known} if now else {}
    counted = {name: _counted(history, parts.scopes[name], at) for name in known}
    points = [point for those in counted.values() for point in those]
    title = _finding(source, parts, told, known, at)
    aimed = [target for target in (*every, *source.targets("coverage", Scope(course=course))) if target.by == at]
    target = next(iter(aimed), None)
    subtitle = sentences(
        f"{source.label('courses', course)}: share of people in post who are trained, by {parts.one}, in "
        f"{month_words(at)}",
        how_drawn(source, mean="dots: means", bands=("pale", "dark")),
        f"small triangles: {month_words(now)}" if now else "",
        _aimed(target, parts),
        points_drawn(points, dated=False),
    )
    words = Words(title, subtitle, source.footnote("summary"))
    labels = ["\n".join(wrapped(source.label(parts.kind, name), TEXT, _LABEL)) for name in known]

    def build() -> Figure:
        left = max(text_width(line, TEXT) for label in labels for line in label.split("\n")) + 0.15
        right = text_width("100%", TEXT) + 0.15
        figure, (ax,) = page(words, Layout([_ROW * len(known) + 0.1], left=left, right=right, above=0.12))
        share_axis(ax, across=True)
        if target:
            for level in (target.at_least, target.at_most):
                if level is not None:
                    ax.axvline(level, color=VERMILION, linewidth=1.2, linestyle=DASHES[2], label="target")
        for y, name in enumerate(known):
            sticks(ax, source, np.array([float(y)]), told[name], across=True)
            _label(ax, y, percent(told[name].mean[0]))
            for point in counted[name]:
                circle(ax, point.value, y, wide=point.sd, aside=(0, 6))
        ax.plot(list(before.values()), range(len(before)), "^", color=GREY, markersize=4, clip_on=False, label="before")
        ax.set_ylim(len(known) - 0.5, -0.5)
        ax.set_yticks(range(len(known)), labels)
        ax.tick_params(axis="y", length=0)
        return figure

    said = []
    for name in known:
        mean, low, high = (float(column[0]) for column in (told[name].mean, told[name].low, told[name].high))
        said.append(f"{source.label(parts.kind, name)} {percent(mean)}{likely(source, low, high, 'share')}")
    alt = alternative(f"A dot and a range for each {parts.one}, the highest first", title, subtitle, said)
    return Chart(
        names(parts.kind, course), title, alt, ("summary",), build, rows_of(points),
        lambda: (
            grid(
                source, title, parts.one, "share",
                {f"trained in {month_words(at)}": joined(told[name] for name in known)},
                lambda place: source.label(parts.kind, known[place]),
            ),
        ),
    )  # fmt: skip


def _aimed(target: Target | None, parts: _Parts) -> str:
    """What the dotted line is, if there is one."""
    if target is None:
        return ""
    return f"dotted line: aimed for {f'in every {parts.one}' if target.every else 'over all groups'}"


def _counted(history: History, scope: Scope, at: date) -> list[Observation]:
    return [point for point in of(history, ("coverage",), scope) if agrees_at(point, at)]


def _label(ax: Axes, y: float, words: str) -> None:
    ax.annotate(
        words, (1, y), xycoords=("axes fraction", "data"), xytext=(5, 0), textcoords="offset points",
        va="center", size=TEXT, annotation_clip=False,
    )  # fmt: skip


def _finding(source: Source, parts: _Parts, told: dict[str, Estimates], known: list[str], at: date) -> str:
    """`Trained by March 2028: from 23% of secondary teachers to 80% of health visiting`."""
    called = {name: source.label(parts.kind, name) for name in (known[0], known[-1])}
    highest, lowest = (
        f"{percent(told[name].mean[0])} {parts.joined} {lowered(label) if parts.one == 'group' else label}"
        for name, label in called.items()
    )
    one = "" if source.has_range else " in this one future"
    return f"Trained by {month_words(at)}{one}: from {lowest} to {highest}"
