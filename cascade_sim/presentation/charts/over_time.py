"""Charts with time along the bottom: coverage, people trained ever, members of a role, the waiting list."""

from collections.abc import Iterable
from datetime import date

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from ...analysis import Scope
from ...scenario import Observation, Target
from ..words import amount, duration_words, month_words, percent, plural
from .chart import Chart
from .history import History, by_period, of, periods, rows_of
from .marks import (
    aim,
    count_axis,
    day,
    days,
    end_labels,
    fan,
    mark,
    middles,
    note_off,
    observed,
    observed_by_year,
    past_and_forecast,
    shade_pauses,
    share_axis,
    sticks,
    time_axis,
)
from .numbers import grid
from .page import Layout, Words, page
from .phrases import (
    NothingToDraw,
    about,
    aimed_for,
    alternative,
    at_date,
    change_words,
    for_staff,
    how_drawn,
    likely,
    lowered,
    names,
    pauses_drawn,
    points_drawn,
    sentences,
    simulation_error,
    stations,
    to_expect,
    verdict,
)
from .source import Estimates, Source
from .style import BLUE, DARK_VERMILION, DASHES, TEXT, VERMILION, text_width


def coverage(source: Source, scope: Scope, history: History = ()) -> Chart:
    """The share of people in post who are trained, over time, with the targets set for it."""
    course = scope.course
    for_staff(source, course)
    told, points = source.over_time("coverage", scope), of(history, ("coverage",), scope)
    if not len(told.at) or (told.nothing and not points):
        raise NothingToDraw(f"nobody is ever trained in '{course}'")
    targets = source.targets("coverage", scope)
    when = source.horizon_of(targets or source.scenario.targets)
    subtitle = sentences(
        f"{source.label('courses', course)}: people in post who are trained, as a share of all in post",
        how_drawn(source),
        pauses_drawn(source, [course]),
        points_drawn(points),
    )
    aimed = next((target for target in targets if target.by == when), None)
    title = about(source, scope, _coverage_finding(source, told, aimed, when))
    error = simulation_error(told, when, "share")
    words = Words(title, subtitle, source.footnote("summary", error=error))
    end = percent(told.mean[-1])

    def build() -> Figure:
        figure, (ax,) = page(words, Layout([2.9], left=0.5, right=text_width(end, TEXT) + 0.15))
        share_axis(ax)
        time_panel(ax, source, [course])
        fan(ax, source, told)
        taken: list[tuple[float, float, float]] = []
        for target in targets:
            _target(ax, source, told, target, taken)
        observed(ax, points)
        end_labels(ax, [(told.mean[-1], end, BLUE)])
        return figure

    alt = alternative("Line over time", title, subtitle, stations(source, told, "share", {when}))
    return Chart(
        names("coverage", course, scope.part), title, alt, ("summary", "targets"), build, rows_of(points),
        lambda: (grid(source, title, "end of", "share", {"trained": told}),),
    )  # fmt: skip


def trained_ever(source: Source, scope: Scope, history: History = ()) -> Chart:
    """People trained ever against those of them still in post: why counts mislead."""
    course = scope.course
    for_staff(source, course)
    measures = ("trained_ever", "trained_ever_in_post")
    ever, still = (source.over_time(measure, scope) for measure in measures)
    points = of(history, measures, scope)
    if not len(ever.at) or (ever.nothing and not points):
        raise NothingToDraw(f"nobody is ever trained in '{course}'")
    when = source.standing
    counts = [at_date(told, when)[0] for told in (ever, still)]
    gone = "nearly all of them" if counts[1] >= 0.97 * counts[0] else f"only {counts[1]:,.0f} of them"
    title = about(source, scope, f"{counts[0]:,.0f} people trained ever by {month_words(when)}, {gone} still in post")
    subtitle = sentences(
        f"{source.label('courses', course)}: people who ever completed it, and those of them still in post",
        how_drawn(source, mean="lines: means"),
        pauses_drawn(source, [course]),
        points_drawn(points),
    )
    words = Words(title, subtitle, source.footnote("summary"))
    ends = [
        (ever, f"trained ever: {ever.mean[-1]:,.0f}", DARK_VERMILION),
        (still, f"still in post: {still.mean[-1]:,.0f}", BLUE),
    ]

    def build() -> Figure:
        right = max(text_width(label, TEXT) for _, label, _ in ends) + 0.15
        figure, (ax,) = page(words, Layout([2.9], left=0.6, right=right))
        count_axis(ax, highest(source, [ever, still], points))
        time_panel(ax, source, [course])
        fan(ax, source, ever, VERMILION, DASHES[1])
        fan(ax, source, still)
        observed(ax, points)
        end_labels(ax, [(told.mean[-1], label, colour) for told, label, colour in ends])
        return figure

    told = [f"trained ever: {', '.join(stations(source, ever, 'people'))}"]
    told += [f"still in post: {', '.join(stations(source, still, 'people'))}"]
    alt = alternative("Two lines over time", title, subtitle, told)
    return Chart(
        names("trained-ever", course, scope.part), title, alt, ("summary",), build, rows_of(points),
        lambda: (grid(source, title, "end of", "people", {"trained ever": ever, "still in post": still}),),
    )  # fmt: skip


def members(source: Source, role: str, group: str = "", history: History = ()) -> Chart:
    """The members of a role over time: all, those active, and those who delivered in the last twelve months."""
    scope = Scope(role=role, group=group)
    panels = {"members": "all members", "active": "active", "delivering": "delivered in the last year"}
    told = {measure: source.over_time(measure, scope) for measure in panels}
    points = of(history, panels, scope)
    if not len(told["members"].at) or (told["members"].nothing and not points):
        raise NothingToDraw(f"the role '{role}' never has a member")
    label = source.label("roles", role)
    title = about(source, scope, _members_finding(source, told, lowered(plural(label))))
    paused = [name for name, course in source.scenario.courses.items() if course.taught_by.role == role]
    subtitle = sentences(
        f"{plural(label)}: how many there are, are active, and delivered at least once in the last twelve months",
        how_drawn(source, mean="lines: means"),
        pauses_drawn(source, paused),
        points_drawn(points),
    )
    words = Words(title, subtitle, source.footnote("summary"))
    ends = {measure: f"{one.mean[-1]:,.0f}" for measure, one in told.items()}

    def build() -> Figure:
        right = max(text_width(end, TEXT) for end in ends.values()) + 0.1
        figure, axes = page(words, Layout([2.3], columns=3, left=0.4, right=right, gap=(right + 0.2, 0.3), above=0.45))
        top = highest(source, list(told.values()), points)
        for i, (ax, (measure, name)) in enumerate(zip(axes, panels.items(), strict=True)):
            count_axis(ax, top)
            ax.set_title(name, loc="left", size=TEXT, weight="bold", pad=14)
            if i:
                ax.set_yticklabels([])
            time_panel(ax, source, paused)
            fan(ax, source, told[measure])
            observed(ax, [point for point in points if point.measure == measure])
            end_labels(ax, [(told[measure].mean[-1], ends[measure], BLUE)])
        return figure

    numbers = [f"{panels[measure]}: {', '.join(stations(source, one, 'members'))}" for measure, one in told.items()]
    alt = alternative("Three lines over time", title, subtitle, numbers)
    return Chart(
        names("members", role, group), title, alt, ("summary",), build, rows_of(points),
        lambda: (grid(source, title, "end of", "members", {panels[name]: one for name, one in told.items()}),),
    )  # fmt: skip


def waiting(source: Source, scope: Scope, history: History = ()) -> Chart:
    """The people waiting, over time, and the starters trained on time, year by year where starters are ever due."""
    course = scope.course
    queue, on_time = source.over_time("waiting", scope), source.by_year("due_on_time", scope)
    points = of(history, ("waiting",), scope)
    yearly = [point for _, point in by_period(of(history, ("due_on_time",), scope), periods(source, on_time.at))]
    due = source.due.get(course) if not np.isnan(on_time.mean).all() else None
    drawn = [*points, *(yearly if due else [])]
    if not len(queue.at) or (queue.nothing and due is None and not drawn):
        raise NothingToDraw(f"nobody ever waits for '{course}'")
    title = about(source, scope, _waiting_finding(source, queue, on_time, due))
    within = f"; below: starters trained within {duration_words(due)}, of those due in the year" if due else ""
    subtitle = sentences(
        f"{source.label('courses', course)}: people waiting{within}",
        how_drawn(source, mean="line and dots: means" if due else "line: the mean"),
        pauses_drawn(source, [course]),
        points_drawn(drawn),
    )
    words = Words(title, subtitle, source.footnote("summary", *(["yearly"] if due else [])))
    end = f"{queue.mean[-1]:,.0f}"

    def build() -> Figure:
        heights = [1.9, 1.4] if due else [2.6]
        figure, axes = page(words, Layout(heights, left=0.6, right=text_width(end, TEXT) + 0.15, gap=(0.3, 0.35)))
        count_axis(axes[0], highest(source, [queue], points))
        time_panel(axes[0], source, [course], labels=not due)
        fan(axes[0], source, queue)
        observed(axes[0], points)
        end_labels(axes[0], [(queue.mean[-1], end, BLUE)])
        for ax in axes[1:]:
            share_axis(ax)
            time_panel(ax, source, [course], worded=False)
            sticks(ax, source, middles(source, on_time), on_time)
            observed_by_year(ax, source, on_time, yearly)
        return figure

    numbers = [f"people waiting: {', '.join(stations(source, queue, 'people'))}"]
    alt = alternative("Line over time" + (", and a dot for each year" if due else ""), title, subtitle, numbers)
    return Chart(
        names("waiting", course, scope.part), title, alt, ("summary", "yearly"), build, rows_of(drawn),
        lambda: (
            grid(source, title, "end of", "people", {"waiting": queue}),
            *([grid(source, "Starters trained on time", "year to", "share", {"on time": on_time})] if due else []),
        ),
    )  # fmt: skip


def time_panel(ax: Axes, source: Source, courses: Iterable[str], *, labels: bool = True, worded: bool = True) -> None:
    """The time axis of a panel, with pauses of these courses, and past and forecast parted."""
    time_axis(ax, source, labels=labels)
    shade_pauses(ax, source, courses)
    past_and_forecast(ax, source, worded=worded)


def _target(ax: Axes, source: Source, told: Estimates, target: Target, taken: list[tuple[float, float, float]]) -> None:
    """A target and, on its date, what is to be expected."""
    mean, low, high = at_date(told, target.by)
    level = next(bound for bound in (target.at_least, target.at_most) if bound is not None)
    least = "at most " if target.at_least is None else ""
    aim(
        ax,
        told,
        target.by,
        level,
        f"aimed for: {least}{amount(level, 'share')} by {month_words(target.by)}",
        above=not level < mean,
    )
    if not np.isnan(mean):
        mark(ax, day(target.by), mean)
        said = f"expected: {percent(mean)}{likely(source, low, high, 'share')}"
        note_off(ax, told, day(target.by), said, above=level < mean, colour=BLUE, taken=taken)


def _coverage_finding(source: Source, told: Estimates, target: Target | None, when: date) -> str:
    mean, _, _ = at_date(told, when)
    if np.isnan(mean):
        return f"In {month_words(when)} nobody is in post whom the course is for"
    said = percent(mean) if target is None or percent(mean) not in aimed_for(target) else percent(mean, 1)
    finding = f"{said} of staff trained by {month_words(when)} {to_expect(source)}"
    if target:
        return f"{finding}, {verdict(source, target)}"
    since = source.standing if source.standing < when else source.opening
    change = change_words(at_date(told, since)[0], mean, "share")
    start = month_words(source.scenario.start if since == source.opening else since)
    return f"{finding}, {change} in {start}" if change else finding


def _members_finding(source: Source, told: dict[str, Estimates], who: str) -> str:
    now, when = source.standing, source.horizon
    every, active, delivering = (at_date(one, now)[0] for one in told.values())
    finding = f"{active:,.0f} of {every:,.0f} {who} are active in {month_words(now)}"
    finding += f" and {delivering:,.0f} delivered in the last year"
    if when <= now:
        return finding
    later, all_later = at_date(told["active"], when)[0], at_date(told["members"], when)[0]
    return f"{finding}; {later:,.0f} of {all_later:,.0f} {to_expect(source, several=True)} by {month_words(when)}"


def _waiting_finding(source: Source, queue: Estimates, on_time: Estimates, due: float | None) -> str:
    now, when = source.standing, source.horizon
    then = at_date(queue, when)[0]
    who = {"0": "Nobody", "1": "1 person"}.get(f"{then:.0f}", f"{then:,.0f} people")
    finding = f"{who} waiting {to_expect(source, several=round(then) > 1)} by {month_words(when)}"
    if now < when:
        finding += f", {change_words(at_date(queue, now)[0], then, 'people')} in {month_words(now)}"
    years = [i for i, end in enumerate(days(on_time.at)) if end <= day(when) and not np.isnan(on_time.mean[i])]
    if due is None or not years:
        return finding
    return f"{finding}; {percent(on_time.mean[years[-1]])} of starters are trained on time"


def highest(source: Source, told: Iterable[Estimates], points: Iterable[Observation]) -> float:
    """The highest of what is drawn of estimates and of points counted in life."""
    return max([*map(source.highest, told), *(point.value + (point.sd or 0) for point in points)])
