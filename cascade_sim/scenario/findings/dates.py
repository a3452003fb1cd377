"""Dates that come to nothing or fall oddly: closures, pauses, courses that are never held."""

from collections.abc import Iterator

import numpy as np

from ...units import counted, format_date, format_share
from ..plan import OnDates, PerYear
from .finding import Finding
from .look import Look
from .wording import about

MOST = 0.5


def closure_removes_most_dates(look: Look) -> Iterator[Finding]:
    """Calendar years in which closures leave less than half of the working days, for schedules spread over the year."""
    spread = [
        (course.name, schedule.name)
        for course in look.plan.first.courses
        for schedule in course.schedules
        if not isinstance(schedule, OnDates)
    ]
    if not spread:
        return
    for name, closed in look.scenario.closures().items():
        worst = _fewest_open(look, [look.timeline.day(when) for when in closed])
        if worst is not None:
            year, left, working = worst
            yield look.finding(
                "closure_removes_most_dates",
                ("calendar", "closed", name),
                f"the closure takes most of the working days of {year}",
                f"{working} days from Monday to Friday − {working - left} closed = {left} "
                f"({format_share(left / working)}), on which all deliveries of the year would fall"
                if left
                else f"{working} days from Monday to Friday − {working - left} closed = 0: no delivery is planned",
                f"a shorter calendar.closed.{name} (with every: year it comes again each year)",
            )


def _fewest_open(look: Look, closed: list[int]) -> tuple[int, int, int] | None:
    """The calendar year with the fewest open days, if fewer than half; those days, and its working days."""
    first, last = (np.datetime64(f"{when.year}", "Y") for when in (look.timeline.start, look.timeline.end))
    days = np.arange(first, last + 1, dtype="datetime64[D]")
    weekdays = days[np.is_busday(days)]
    holidays = np.datetime64(look.timeline.start, "D") + np.array(closed, np.int64)
    left = days[np.is_busday(days, holidays=holidays)]
    working, open_days = (np.bincount((days.astype("datetime64[Y]") - first).astype(int)) for days in (weekdays, left))
    open_days = np.pad(open_days, (0, len(working) - len(open_days)))
    worst = int(np.argmin(open_days / working))
    if open_days[worst] >= MOST * working[worst]:
        return None
    return look.timeline.start.year + worst, int(open_days[worst]), int(working[worst])


def pause_removes_most_deliveries(look: Look) -> Iterator[Finding]:
    """Courses that pauses leave with less than half of the deliveries planned."""
    for index, name in enumerate(look.courses):
        supply = look.supply(index)
        planned, held = float(supply.planned.sum()), float(supply.held.sum())
        if planned > 0 and held < MOST * planned:
            yield look.finding(
                "pause_removes_most_deliveries",
                _pausing(look, name),
                f"most deliveries of {name} meet a pause",
                f"{about(planned)} planned − {about(planned - held)} closed, on one of their days or when their "
                f"bookings close = {about(held)} ({format_share(held / planned)})",
                "a shorter pause, or dates outside it",
            )


def _pausing(look: Look, course: str) -> tuple[str, ...]:
    """The path of the first change that pauses a course, or of the setting itself."""
    path = ("courses", course, "paused")
    return look.scenario.changed_by(path) or path


def listed_on_closed_days(look: Look) -> Iterator[Finding]:
    """Listed dates that fall on weekends, holidays or closures; they are held all the same."""
    for course in look.plan.first.courses:
        for schedule in course.schedules:
            if isinstance(schedule, OnDates):
                closed = [day for day in schedule.days if not look.plan.calendar.is_open(day)]
                if closed:
                    yield _listed_finding(look, course.name, schedule, closed)


def _listed_finding(look: Look, course: str, schedule: OnDates, closed: list[int]) -> Finding:
    shown = ", ".join(format_date(look.date(day)) for day in closed[:5])
    more = f" and {len(closed) - 5} more" if len(closed) > 5 else ""
    next_open = look.plan.calendar.first_open(closed[0])
    return look.finding(
        "listed_on_closed_days",
        ("courses", course, "schedule", schedule.name, "dates"),
        f"{len(closed)} of {counted(len(schedule.days), 'date')} fall on a weekend, a holiday or a closure",
        f"{shown}{more}: listed dates are held all the same",
        f"another date if that is not meant: the next open day is {format_date(look.date(next_open))}",
    )


def never_held(look: Look) -> Iterator[Finding]:
    """Courses that somebody asks for and that have no dates."""
    for index, course in enumerate(look.plan.first.courses):
        rates = [
            schedule.rate
            for settings in look.plan.settings
            for schedule in settings.courses[index].schedules
            if isinstance(schedule, PerYear)
        ]
        if course.self_paced or any(not isinstance(schedule, PerYear) for schedule in course.schedules) or any(rates):
            continue
        yield look.finding(
            "never_held",
            ("courses", course.name, "schedule"),
            f"{course.name} has no dates, so nobody completes it",
            "0 deliveries a year",
            f"courses.{course.name}.schedule: {{yearly: {{per_year: 1}}}}, or a list of dates",
        )
