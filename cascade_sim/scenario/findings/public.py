"""More people who ask than can come: arrivals of the public above the places, and licences below those who ask."""

from collections.abc import Iterator
from math import ceil

from ...timeline import NEVER, YEAR
from ...units import counted, format_date, format_duration
from ..plan import CourseSettings, Settings
from .finding import Finding
from .look import Look, Window
from .places import starters_of
from .wording import about

_ROUNDING = 1.02  # open days of a window are not quite those of a calendar year


def more_arrivals_than_places(look: Look) -> Iterator[Finding]:
    """Courses for the public to which more people come, in some year of the forecast, than can be booked."""
    for index, course in enumerate(look.plan.first.courses):
        supply = look.supply(index)
        if course.public is None or supply.unlimited or not supply.planned.any():
            continue
        years = [
            (_arrivals(look, index, window), supply.between(supply.planned, window.begin, window.finish), window)
            for window in look.windows
        ]
        short = [
            (arrivals, deliveries, window)
            for arrivals, deliveries, window in years
            if arrivals > _ROUNDING * deliveries * _settings(look, index, window).capacity + 0.5
        ]
        if short:
            worst = max(short, key=lambda year: round(year[0] - year[1] * course.capacity, 1))
            yield _arrivals_finding(look, index, worst, f"{len(short)} of {counted(len(years), 'year')}")


def _settings(look: Look, index: int, window: Window) -> CourseSettings:
    return look.plan.at(window.begin).courses[index]


def _arrivals(look: Look, index: int, window: Window) -> float:
    """People expected to ask in a window."""
    stretches = look.stretches(window.begin, window.finish)
    coming = ((finish - begin, settings.courses[index].public) for begin, finish, settings in stretches)
    return sum(days * public.arrivals for days, public in coming if public)


def _arrivals_finding(look: Look, index: int, year: tuple[float, float, Window], often: str) -> Finding:
    arrivals, deliveries, window = year
    course = _settings(look, index, window)
    places = deliveries * course.capacity
    patience = course.public.gives_up_after if course.public else NEVER
    who = "the others wait longer and longer"
    if patience < NEVER:
        who = f"in the long run about {about(arrivals - places)} a year give up, after {format_duration(patience)}"
    needed = ceil(arrivals / course.capacity - 1e-9)
    return look.finding(
        "more_arrivals_than_places",
        ("courses", course.name, "schedule"),
        f"more people ask than there are places in {often}",
        (
            f"{format_date(look.date(window.begin))} to {format_date(look.date(window.finish - 1))}: "
            f"{about(deliveries)} deliveries × {course.capacity} booked at most = {about(places)} people",
            f"{about(arrivals)} ask: {who}",
        ),
        f"at least {counted(needed, 'delivery')} a year, more places, or smaller public.arrivals",
    )


def licences_below_demand(look: Look) -> Iterator[Finding]:
    """Self-paced courses with fewer licences a year than people who ask, staff who start or people of the public."""
    for index, name in enumerate(look.courses):
        short = [
            (settings, asking)
            for _, _, settings in look.stretches(look.forecast, look.timeline.days)
            if (asking := _asking(settings, index)) > (_licences(settings, index) or 0) + 0.5
            and _licences(settings, index) is not None
        ]
        if short:
            settings, asking = max(short, key=lambda one: one[1])
            yield _licences_finding(look, (index, name), settings, asking)


def _licences(settings: Settings, index: int) -> int | None:
    self_paced = settings.courses[index].self_paced
    return self_paced.licences if self_paced else None


def _asking(settings: Settings, index: int) -> float:
    """People a year who ask for a course: those of the public, or starters."""
    public = settings.courses[index].public
    return public.arrivals * YEAR if public else starters_of(settings, index)[1]


def _licences_finding(look: Look, course: tuple[int, str], settings: Settings, asking: float) -> Finding:
    index, name = course
    licences = _licences(settings, index) or 0
    who = "people arrive" if settings.courses[index].public else "starters ask"
    return look.finding(
        "licences_below_demand",
        ("courses", name, "self_paced", "licences"),
        f"fewer licences of {name} than people who ask: the list grows longer and longer",
        f"{about(asking)} {who} a year, and {about(licences)} can sign up: {about(asking - licences)} more wait "
        "each year",
        f"courses.{name}.self_paced.licences: {ceil(asking)} or more",
    )
